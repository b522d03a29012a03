// Measures an epoch of the preset Seed on every device of this machine, against the autodiff reference and PyTorch:
//   npm run bench -- [--sizes 64,128] [--json FILE], and more that --help tells
// Each device is measured by a process of its own, one after the other.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { devicesAtHand, type BenchDevice } from './lib/bench/drivers';
import { tableOf, type BenchReport } from './lib/bench/rows';
import { measureStarts, startTable } from './lib/bench/start';
import { run } from './lib/process/command';
import { numberFrom, oneOf, type CommandLine } from './lib/process/commandLine';
import { repoRoot } from './lib/process/paths';
import { runMain } from './lib/process/runMain';

const command = {
  usage: 'npm run bench -- [flags]',
  flags: {
    sizes: { value: 'PX,…', about: 'sides of the pictures', fallback: '64,128' },
    device: { value: 'NAME', about: 'wasm or webgpu alone, instead of every device' },
    driver: {
      value: 'ICD.json',
      about: 'a further Vulkan driver; may be given several times',
      repeats: true,
    },
    rounds: { value: 'N', about: 'measurements, whose median counts', fallback: '3' },
    json: { value: 'FILE', about: 'writes the rows there, too' },
    write: { about: 'puts the table into docs/benchmarks.md' },
    start: {
      about:
        'measures instead what lies between a picked style and the first changed pixel, in a real VS Code without a graphics card',
    },
    size: { value: 'PX', about: 'with --start: longest side of the picture', fallback: '512' },
    look: { value: 'SECONDS', about: 'with --start: how long the styles are looked at', fallback: '0' },
    vsix: { value: 'FILE', about: 'with --start: a package to measure, instead of one of this tree' },
  },
} as const;

type Values = CommandLine<typeof command.flags>['values'];

const page = join(repoRoot, 'docs/benchmarks.md');
const measure = join(repoRoot, 'scripts/lib/bench/measure.ts');

const processor = `${cpus()[0]?.model ?? 'Unknown processor'}, ${cpus().length} threads`;

async function benchEpochs(values: Values): Promise<void> {
  const only = values.device && oneOf('--device', ['wasm', 'webgpu'], values.device);
  const rounds = numberFrom('--rounds', values.rounds, 1);
  const sizes = values.sizes.split(',').map(size => numberFrom('--sizes', size, 16));
  const rows = [];
  for (const device of devicesAtHand(values.driver)) {
    if (only && device.name !== only) continue;
    const report = await measured(device, rounds, sizes);
    if (report) rows.push(...report.rows);
  }
  const table = tableOf(rows);
  process.stdout.write(`${processor}\n\n${table}\n`);
  if (values.json) writeFileSync(values.json, JSON.stringify({ device: processor, rows }, undefined, 2));
  if (values.write) writeTable(table);
}

async function benchStart(values: Values): Promise<void> {
  const rounds = numberFrom('--rounds', values.rounds, 1);
  const size = numberFrom('--size', values.size, 16);
  const look = numberFrom('--look', values.look, 0);
  const starts = await measureStarts({ rounds, size, look, vsix: values.vsix && resolve(values.vsix) });
  // What else the machine does decides how long all of this takes.
  const load = `load averages ${loadavg()
    .map(load => load.toFixed(1))
    .join(', ')}`;
  process.stdout.write(
    `${processor}, ${load}; ${size} px, ${rounds} rounds, picked after ${look} s\n\n${startTable(starts)}\n`,
  );
}

/**
 * The report on a device; undefined, after a line that says so, where its driver offers no adapter for lack of hardware.
 */
async function measured(
  { name, threads, environment }: BenchDevice,
  rounds: number,
  sizes: readonly number[],
): Promise<BenchReport | undefined> {
  const on = threads ? `${threads} thread${threads > 1 ? 's' : ''}` : environment.VK_DRIVER_FILES;
  const where = [name, on].filter(Boolean).join(' on ');
  process.stderr.write(`Measuring ${where}…\n`);
  const { exitCode, all } = await run(
    process.execPath,
    ['--import', 'tsx', measure, name, ...[threads ?? 0, rounds, ...sizes].map(String)],
    { cwd: repoRoot, env: environment, reject: false },
  );
  const last = all.trim().split('\n').at(-1) ?? '';
  if (exitCode === 0) return JSON.parse(last) as BenchReport;
  const reason = /PasticheError: (.*)/.exec(all)?.[1] ?? last;
  process.stderr.write(`Passed over ${where}: ${reason}\n`);
  return undefined;
}

/** Replaces the table between the markers in docs/benchmarks.md; the text around it stays. */
function writeTable(table: string): void {
  const date = new Date().toISOString().slice(0, 10);
  const text = `<!-- bench -->\n\n${processor}, ${date}\n\n${table}\n\n<!-- /bench -->`;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(/<!-- bench -->[^]*<!-- \/bench -->/, () => text),
  );
}

await runMain(command, ({ values }) => (values.start ? benchStart(values) : benchEpochs(values)));
