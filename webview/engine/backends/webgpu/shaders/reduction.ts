import { linearWorkgroup } from '../program/kernel';

/** What adds up a workgroup's numbers: halving steps in workgroup memory, or the subgroups. */
export type Reduction = 'halving' | 'subgroups';

interface ReductionCode {
  /** For `defineKernel`. */
  readonly subgroups: boolean;
  /** WGSL that `sum` needs. */
  readonly declarations: string;
  /** WGSL: the sum of a value over a linear workgroup, for its first lane. All lanes must come by. */
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
 * Each subgroup's sum stands where its first lane does, zeros elsewhere, and every subgroup adds up all of them. Which lanes make a
 * subgroup, and how many, does not matter.
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
