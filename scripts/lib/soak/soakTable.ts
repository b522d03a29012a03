import { mostGrowth, type MemoryReading } from './soakMemory';
import { breakages, habits } from './soakPlan';
import type { SoakTally } from './soakRuns';

/** What was survived, as a table in Markdown. */
export function faultTable({ survived, skipped }: SoakTally): string {
  const rows = [...breakages, ...habits].map(
    fault => `| ${fault} | ${skipped.has(fault) ? 'skipped' : (survived.get(fault) ?? 0)} |`,
  );
  return ['| what happened | times survived |', '| --- | ---: |', ...rows].join('\n');
}

/** The memory before and after as a table in Markdown, in megabytes. */
export function memoryTable(before: MemoryReading, after: MemoryReading): string {
  const rows = [...before].map(([part, bytes]) => {
    const then = after.get(part) ?? 0;
    const percent = (100 * (then / bytes - 1)).toFixed(1);
    return `| ${part} | ${megabytes(bytes)} | ${megabytes(then)} | ${percent} % |`;
  });
  return ['| memory, MB | before | after | growth |', '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}

/** Names of the parts that have grown by more than is promised. */
export function grown(before: MemoryReading, after: MemoryReading): readonly string[] {
  return [...before].flatMap(([part, bytes]) =>
    (after.get(part) ?? 0) > bytes * (1 + mostGrowth) ? [part] : [],
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
