import type { FindingKind, TargetReport } from './runTarget';

const kinds: readonly FindingKind[] = ['crash', 'hang', 'foreign', 'wrong', 'stray'];

/** The reports as a table in Markdown, with their sums. */
export function fuzzTable(reports: readonly TargetReport[]): string {
  const heading = [
    'target',
    'inputs',
    'refused',
    'crashes',
    'hangs',
    'foreign errors',
    'wrong results',
    'stray files',
    'slowest, ms (input)',
  ];
  const rows = reports.map(({ name, inputs, refused, slowest, found }) => [
    ...[name, inputs, refused],
    ...kinds.map(kind => found.filter(one => one.kind === kind).length),
    `${slowest.ms.toFixed(1)} (${slowest.input})`,
  ]);
  const sums = heading.slice(1, -1).map((_, i) => rows.reduce((sum, row) => sum + Number(row[i + 1]), 0));
  const slowest = Math.max(...reports.map(report => report.slowest.ms)).toFixed(1);
  const lines = [
    heading,
    heading.map((_, i) => (i === 0 ? '---' : '---:')),
    ...rows,
    ['all', ...sums, slowest],
  ];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
