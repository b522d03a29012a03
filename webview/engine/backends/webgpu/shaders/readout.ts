import { linearWorkgroup } from '../program/kernel';
import { floats, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { reductionBy } from './reduction';

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
  const { subgroups, declarations, sum } = reductionBy(recorder.plan.reduction);
  const parts = groups.flat();
  const names = parts.map((_, i) => `part${i}`);
  let next = 0;
  const sums = groups.map(({ length }, index) => {
    const own = names.slice(next, (next += length));
    return `  {
    var sum = 0.0;
${own.map(part => `    for (var i = lane; i < arrayLength(&${part}); i += ${linearWorkgroup[0]}u) { sum += ${part}[i]; }`).join('\n')}
    workgroupBarrier();
    sum = ${sum('sum')};
    if (lane == 0) { result[${index}] = sum; }
  }`;
  });
  recorder.compute({
    name: `readout of ${groups.map(({ length }) => length).join(', ')}`,
    subgroups,
    reads: Object.fromEntries(parts.map((part, i) => [names[i]!, floats(part)])),
    writes: { result: floats(result) },
    declarations,
    body: sums.join('\n'),
  });
}
