import { verdictOf, type GpuReport, type GpuSpeed, type KernelResult } from './gpuReport';

/** A titled table of the report; each row is a name and its values. */
export interface ReportTable {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** The report as tables, which page and Markdown both show. */
export function reportTables(report: GpuReport): readonly ReportTable[] {
  const { adapter, speed, kernels } = report;
  const tables: ReportTable[] = [{ title: 'System', rows: systemRows(report) }];
  if (speed) tables.push({ title: 'Speed', rows: speedRows(speed) });
  for (const precision of ['f32', 'f16'] as const) {
    const found = kernels.filter(kernel => kernel.precision === precision);
    if (found.length > 0) tables.push({ title: kernelsTitle(precision, found), rows: found.map(kernelRow) });
  }
  if (adapter) {
    const limits = Object.entries(adapter.limits).map(([name, value]): [string, string] => [
      name,
      value.toLocaleString('en'),
    ]);
    tables.push({ title: 'Limits', rows: limits });
    tables.push({ title: 'Features', rows: adapter.features.map(name => [name, 'yes']) });
  }
  return tables;
}

/** The report as Markdown, to be put into an issue. */
export function reportMarkdown(report: GpuReport): string {
  const { heading, text } = verdictOf(report);
  const tables = reportTables(report).map(
    ({ title, rows }) =>
      `## ${title}\n\n| | |\n| --- | --- |\n${rows.map(([name, value]) => `| ${cell(name)} | ${cell(value)} |`).join('\n')}\n`,
  );
  return `# GPU check\n\n**${heading}.** ${text}\n\n${tables.join('\n')}`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function systemRows({ software, system, adapter }: GpuReport): [string, string][] {
  return [
    ['Pastiche', software.replace(/^Pastiche /, '')],
    ['Runs in', system],
    ...(adapter
      ? ([
          ['Adapter', adapter.label],
          ['Kind', adapter.software ? 'software: the processor emulates a GPU' : 'hardware'],
          ...Object.entries(adapter.details),
        ] as [string, string][])
      : []),
  ];
}

function speedRows({ products, bytesPerSecond, secondsPerLaunch }: GpuSpeed): [string, string][] {
  return [
    ...products.map(({ tiling, operationsPerSecond }): [string, string] => [
      `Matrix product, tiles ${tiling}`,
      `${number(operationsPerSecond / 1e9)} GFLOP/s`,
    ]),
    ['Memory', `${number(bytesPerSecond / 1e9)} GB/s`],
    ['Launch of a kernel', `${number(secondsPerLaunch * 1e6)} µs`],
  ];
}

function kernelsTitle(precision: 'f32' | 'f16', kernels: readonly KernelResult[]): string {
  const passed = kernels.filter(kernel => kernel.passed).length;
  const stored = precision === 'f32' ? 'float32' : 'float16 with float32 sums';
  return `Kernels in ${stored}: ${passed} of ${kernels.length} right`;
}

function kernelRow({ name, error, passed, problem }: KernelResult): [string, string] {
  if (error === undefined) return [name, `✗ did not run: ${problem ?? 'no reason given'}`];
  return [name, `${passed ? '✓' : '✗'} relative error ${error.toExponential(1)}`];
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
