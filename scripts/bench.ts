// Measures an epoch of the preset Seed on every device of this machine, against the autodiff reference and PyTorch:
//   npm run bench -- [--sizes 64,128] [--device wasm|webgpu] [--driver ICD.json]... [--rounds 3] [--json FILE] [--write]
//   npm run bench -- --start [--rounds 3] [--size 512] [--look SECONDS] [--vsix FILE.vsix]
// --start measures what lies between a picked style and the first changed pixel, in a real VS Code without a graphics card.
// --write puts the table into docs/benchmarks.md. Each device is measured by a process of its own, one after the other.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { devicesAtHand, type BenchDevice } from './lib/bench/drivers';
import { tableOf, type BenchReport } from './lib/bench/rows';
import { measureStarts, startTable } from './lib/bench/start';
import { runCommand } from './lib/process/command';
import { repoRoot } from './lib/process/paths';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '64,128' },
    device: { type: 'string' },
    driver: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
    start: { type: 'boolean', default: false },
    size: { type: 'string', default: '512' },
    look: { type: 'string', default: '0' },
    vsix: { type: 'string' },
  },
});

const page = join(repoRoot, 'docs/benchmarks.md');
const measure = join(repoRoot, 'scripts/lib/bench/measure.ts');

const processor = `${cpus()[0]?.model ?? 'Unknown processor'}, ${cpus().length} threads`;
await (values.start ? benchStart() : benchEpochs());

async function benchEpochs(): Promise<void> {
  const rows = [];
  for (const device of devicesAtHand(values.driver)) {
    if (values.device && device.name !== values.device) continue;
    const report = await measured(device);
    if (report) rows.push(...report.rows);
  }
  const table = tableOf(rows);
  process.stdout.write(`${processor}\n\n${table}\n`);
  if (values.json) writeFileSync(values.json, JSON.stringify({ device: processor, rows }, undefined, 2));
  if (values.write) writeTable(table);
}

async function benchStart(): Promise<void> {
  const [rounds, size, look] = [values.rounds, values.size, values.look].map(Number) as [
    number,
    number,
    number,
  ];
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
async function measured({ name, threads, environment }: BenchDevice): Promise<BenchReport | undefined> {
  const on = threads ? `${threads} thread${threads > 1 ? 's' : ''}` : environment.VK_DRIVER_FILES;
  const where = [name, on].filter(Boolean).join(' on ');
  process.stderr.write(`Measuring ${where}…\n`);
  const { code, output } = await runCommand(
    process.execPath,
    ['--import', 'tsx', measure, name, String(threads ?? 0), values.rounds, ...values.sizes.split(',')],
    { cwd: repoRoot, env: { ...process.env, ...environment } },
  );
  const last = output.trim().split('\n').at(-1) ?? '';
  if (code === 0) return JSON.parse(last) as BenchReport;
  const reason = /PasticheError: (.*)/.exec(output)?.[1] ?? last;
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
