import { linearWorkgroup } from '../program/kernel';

/** How a workgroup's numbers are added up: by halving steps in workgroup memory, or by subgroup operations. */
export type Reduction = 'halving' | 'subgroups';

interface ReductionCode {
  /** Whether the kernel needs subgroups, as in `KernelSource`. */
  readonly subgroups: boolean;
  /** WGSL declarations that `sum` needs. */
  readonly declarations: string;
  /** WGSL for the sum of a value over a linear workgroup, valid in its first lane. All lanes must execute it. */
  sum(value: string): string;
}

export function reductionBy(reduction: Reduction): ReductionCode {
  return reduction === 'subgroups' ? bySubgroups : byHalving;
}

const lanes = linearWorkgroup[0];

const byHalving: ReductionCode = {
  subgroups: false,
  declarations: `var<workgroup> sums: array<f32, ${lanes}>;
fn reduce(lane: u32, value: f32) -> f32 {
  sums[lane] = value;
  for (var stride = ${lanes / 2}u; stride > 0; stride /= 2) {
    workgroupBarrier();
    if (lane < stride) { sums[lane] += sums[lane + stride]; }
  }
  return sums[0];
}
`,
  sum: value => `reduce(lane, ${value})`,
};

/**
 * A reduction by subgroups. Each subgroup's sum is stored at its elected lane's place, zeros at the others, and every
 * subgroup adds up all of them. So it does not matter which lanes form a subgroup, nor how many.
 */
const bySubgroups: ReductionCode = {
  subgroups: true,
  declarations: `var<workgroup> sums: array<f32, ${lanes}>;
fn reduce(lane: u32, rank: u32, subgroupSize: u32, value: f32) -> f32 {
  let own = subgroupAdd(value);
  sums[lane] = select(0, own, subgroupElect());
  workgroupBarrier();
  var others = 0.0;
  for (var i = rank; i < ${lanes}u; i += subgroupSize) { others += sums[i]; }
  return subgroupAdd(others);
}
`,
  sum: value => `reduce(lane, rank, subgroupSize, ${value})`,
};
