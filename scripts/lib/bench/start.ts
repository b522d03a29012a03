import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { packExtension } from '../release/packedExtension';
import { ensureSystemPackages } from '../process/setupPackages';
import { fillSampleWorkspace } from '../vscode/sampleWorkspace';
import { VsCodeSession } from '../vscode/session';
import { until } from '../vscode/until';
import type { Workbench } from '../vscode/workbench';
import { ProcessorTime } from './processorTime';

export interface StartOptions {
  readonly rounds: number;
  /** Longest side of the picture, px. */
  readonly size: number;
  /** How long the style picker is looked at before a style is picked, s; a person takes some, a program none. */
  readonly look: number;
  /** A package to measure; absent: one that is made of this tree. */
  readonly vsix: string | undefined;
}

/** One start: when each of its steps was over, in ms since the style was picked. */
export interface MeasuredStart {
  readonly marks: ReadonlyMap<string, number>;
  /** Processor time of VS Code and Chromium until the first changed pixel, ms, by who computed. */
  readonly processorMs: ReadonlyMap<string, number>;
}

/** What is said of a step in the table. */
const steps: readonly (readonly [mark: string, text: string])[] = [
  ['webview', 'VS Code has begun a webview'],
  ['page', "VS Code has made the studio's page"],
  ['script', "the page's script runs"],
  ['told', 'the host has told what to do'],
  ['images', 'images read'],
  ['network-chosen', 'network chosen'],
  ['worker-fetched', "worker's script and wasm fetched"],
  ['worker-script', "worker's script has run"],
  ['worker-attached', 'worker attached'],
  ['device', 'backend opened'],
  ['prepared', 'all done that needs no style'],
  ['run-asked', 'run asked for'],
  ['decoding', 'run begun in the worker'],
  ['decoded', 'images decoded, memory planned'],
  ['weights', 'weights read'],
  ['network', 'network prepared'],
  ['targets', 'targets of the first scale'],
  ['epoch', 'first epoch'],
  ['painted', 'first frame painted'],
];

/** Reads, in a page or worker, the marks of startMarks.ts, in ms since 1970. */
const readMarks = `performance
  .getEntriesByType('mark')
  .filter(({ name }) => name.startsWith('pastiche:'))
  .map(({ name, startTime }) => [name.slice('pastiche:'.length), performance.timeOrigin + startTime])`;

/** Keeps, in a window of VS Code, when it was clicked last, in ms since 1970. */
const watchClicks = `addEventListener(
  'click',
  ({ timeStamp }) => (globalThis.pasticheClick = performance.timeOrigin + timeStamp),
  true,
)`;

type Marks = [name: string, at: number][];

/** Opens a new VS Code for each round, picks a style, and reads the marks up to the first changed pixel. */
export async function measureStarts({ rounds, size, look, vsix }: StartOptions): Promise<MeasuredStart[]> {
  await ensureSystemPackages();
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-start-'));
  try {
    const path = vsix ?? (await packExtension(join(folder, 'pastiche.vsix'), ['--without-model'])).path;
    const workspace = join(folder, 'workspace');
    await fillSampleWorkspace(workspace, ['boats.jpg']);
    await mkdir(join(workspace, '.vscode'));
    const settings = { 'pastiche.size': size };
    await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
    const starts: MeasuredStart[] = [];
    while (starts.length < rounds) starts.push(await measureStart(path, workspace, look));
    return starts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureStart(vsix: string, workspace: string, look: number): Promise<MeasuredStart> {
  // WebGPU as it is where there is no graphics card: asked for and refused.
  const session = await VsCodeSession.start({
    vsix: [vsix],
    settings: { 'pastiche.model.network': 'pocket' },
    chromium: { webgpu: 'hardware' },
  });
  try {
    const workbench = await session.open(workspace);
    await workbench.explorer.chooseFromMenu('boats.jpg', 'Stylize with…');
    await workbench.quickInput.waitForTitle(/^Stylize/);
    const { page } = workbench;
    await page.evaluate(watchClicks);
    await page.waitForTimeout(1000 * look);
    const processor = new ProcessorTime(process.pid);
    const marks = await pickStyle(workbench).finally(() => processor.stop());
    const picked = await page.evaluate<number>('globalThis.pasticheClick');
    return {
      marks: new Map([...marks].map(([name, at]) => [name, at - picked])),
      processorMs: processor.between(picked, marks.get('painted')!),
    };
  } finally {
    await session.stop();
  }
}

async function pickStyle(workbench: Workbench): Promise<ReadonlyMap<string, number>> {
  await workbench.quickInput.pick('Flow strokes');
  await workbench.studio.waitForEpoch(1);
  return await until('the first frame', () => marksOf(workbench), { scene: workbench.scene });
}

/** Undefined before the first frame is painted. */
async function marksOf(workbench: Workbench): Promise<ReadonlyMap<string, number> | undefined> {
  const { page } = workbench;
  const studio = studioFrame(page);
  const begun = 'performance.timeOrigin';
  const [inPage, pageAt, webviewAt, ...inWorkers] = await Promise.all([
    studio.evaluate<Marks>(readMarks),
    studio.evaluate<number>(begun),
    studio.parentFrame()!.evaluate<number>(begun),
    ...page.workers().map(worker => worker.evaluate<Marks>(readMarks).catch((): Marks => [])),
  ]);
  const marks = new Map<string, number>([
    ['webview', webviewAt],
    ['page', pageAt],
    ...inPage,
    ...inWorkers.flat(),
  ]);
  return marks.has('painted') ? marks : undefined;
}

/** The page inside the panel: a webview is a frame in a frame. */
function studioFrame(page: Page): Frame {
  const frame = page
    .frames()
    .find(each => each.parentFrame()?.url().includes('extensionId=pastiche.pastiche'));
  if (!frame) throw new Error('The studio is not open.');
  return frame;
}

/** Each step with when it was over and the time since the one before, medians over the rounds; in the order of their ends. */
export function startTable(starts: readonly MeasuredStart[]): string {
  const rows = steps
    .map(([mark, text]) => ({ text, at: median(starts.map(({ marks }) => marks.get(mark) ?? NaN)) }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at);
  const lines = rows.map(
    ({ text, at }, i) => `| ${text} | ${Math.round(at)} | ${Math.round(at - (rows[i - 1]?.at ?? 0))} |`,
  );
  const all = starts.map(({ marks }) => Math.round(marks.get('painted')!));
  return [
    '| Step | over after, ms | since the one before, ms |',
    '| --- | ---: | ---: |',
    ...lines,
    '',
    `First changed pixel, each round: ${all.join(', ')} ms.`,
    '',
    ...processorLines(starts),
  ].join('\n');
}

/** Less is not worth a line. */
const leastMs = 50;

function processorLines(starts: readonly MeasuredStart[]): string[] {
  const names = [...new Set(starts.flatMap(({ processorMs }) => [...processorMs.keys()]))];
  const medians = names
    .map(who => ({ who, ms: median(starts.map(({ processorMs }) => processorMs.get(who) ?? 0)) }))
    .sort((a, b) => b.ms - a.ms);
  const sums = starts.map(({ processorMs }) => [...processorMs.values()].reduce((sum, ms) => sum + ms, 0));
  return [
    '| Who computes | processor time, ms |',
    '| --- | ---: |',
    ...medians.filter(({ ms }) => ms >= leastMs).map(({ who, ms }) => `| ${who} | ${ms} |`),
    `| all | ${median(sums)} |`,
  ];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}
