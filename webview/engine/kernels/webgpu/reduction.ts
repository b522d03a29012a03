import { linearWorkgroup } from './kernel';

/** WGSL: `reduce(lane, value)`, the sum over a linear workgroup, for its first lane. All lanes must call it. */
export const reduction = `var<workgroup> sums: array<f32, ${linearWorkgroup[0]}>;
fn reduce(lane: u32, value: f32) -> f32 {
  sums[lane] = value;
  for (var stride = ${linearWorkgroup[0] / 2}u; stride > 0; stride /= 2) {
    workgroupBarrier();
    if (lane < stride) { sums[lane] += sums[lane + stride]; }
  }
  return sums[0];
}
`;
