import { defineKernel, linearWorkgroup, type Kernel } from '../program/kernel';
import type { Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { reductionBy, type Reduction } from './reduction';

/** How many arrays one launch sums: the storage buffers that every device can bind at once, less one for the result. */
const maxParts = 7;

/** Records the sum of each group of arrays, one number of `result` a group. */
export function recordReadout(
  recorder: Recorder,
  groups: readonly (readonly GpuArray[])[],
  result: GpuArray,
): void {
  const longest = groups.reduce((a, b) => (b.length > a.length ? b : a));
  if (groups.flat().length > maxParts) {
    const sum = recorder.wide('loss', 1);
    recordReadout(recorder, [longest.slice(0, maxParts)], sum);
    const shorter = groups.map(group => (group === longest ? [sum, ...longest.slice(maxParts)] : group));
    recordReadout(recorder, shorter, result);
    return;
  }
  recorder.recording.launch(
    readoutKernel(
      groups.map(({ length }) => length),
      recorder.plan.reduction,
    ),
    {
      arrays: { result, ...Object.fromEntries(groups.flat().map((part, i) => [`part${i}`, part])) },
      grid: [1, 1, 1],
    },
  );
}

/** Sums groups of so many arrays, one number of `result` a group. Launched as one workgroup. */
function readoutKernel(groups: readonly number[], reduction: Reduction): Kernel {
  const { subgroups, declarations, sum } = reductionBy(reduction);
  const names = groups.flatMap(length => Array.from({ length }, () => '')).map((_, i) => `part${i}`);
  let next = 0;
  const sums = groups.map((length, index) => {
    const parts = names.slice(next, (next += length));
    return `  {
    var sum = 0.0;
${parts.map(part => `    for (var i = lane; i < arrayLength(&${part}); i += ${linearWorkgroup[0]}u) { sum += ${part}[i]; }`).join('\n')}
    workgroupBarrier();
    sum = ${sum('sum')};
    if (lane == 0) { result[${index}] = sum; }
  }`;
  });
  return defineKernel({
    name: `readout of ${groups.join(', ')}`,
    subgroups,
    reads: Object.fromEntries(names.map(name => [name, 'floats' as const])),
    writes: { result: 'floats' },
    declarations,
    body: sums.join('\n'),
  });
}
