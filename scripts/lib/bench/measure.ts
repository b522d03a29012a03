// Measures one device in its own process, since the Vulkan driver is chosen once for a process:
//   tsx measure.ts DEVICE THREADS ROUNDS SIZE...
// THREADS is the number of threads of wasm and PyTorch, 0 for as many as there are cores.
// Prints a BenchReport as JSON on the last line of stdout.
import { availableParallelism } from 'node:os';
import type * as Tf from '@tensorflow/tfjs';
import { makeRecipe, type Recipe } from '../../../src/shared/recipe/recipe';
import { lossPlan } from '../../../webview/engine/losses/lossPlan';
import type { Objective, Targets } from '../../../webview/engine/losses/objective';
import type { Network } from '../../../webview/engine/network/vgg19';
import type { Descent } from '../../../webview/engine/optimizers/descent';
import { provideWebGpu } from '../node/nodeGpu';
import { pocketModel } from '../node/nodeModel';
import { nodePlatform } from '../node/nodePlatform';
import { nodeThreads } from '../node/nodeThreads';
import type { BenchDevice } from './drivers';
import { bestMatmulRate } from './matmulRate';
import type { BenchReport, BenchRow } from './rows';
import { TorchPeer, type TorchTarget } from './torch';
import { median, operationsOf, randomNetwork } from './work';

const [device, threads, rounds, ...sizes] = process.argv.slice(2) as [
  BenchDevice['name'],
  string,
  string,
  ...string[],
];
const threadCount = Number(threads) || availableParallelism();
if (device === 'webgpu') await provideWebGpu();
// tfjs looks for WebGPU when it is imported, so it comes after `provideWebGpu`.
const tf = await import('@tensorflow/tfjs');
const { openDevice } = await import('../../../webview/engine/devices/openDevice');
const { createAutodiffObjective } = await import('../../../webview/engine/reference/autodiffObjective');
const { WebGpuBackend } = await import('../../../webview/engine/backends/webgpu/backend');
const { forecast } = await import('../../../webview/engine/backends/webgpu/forecast');
const { planFor } = await import('../../../webview/engine/backends/webgpu/tuning/plan');
const { wholeReader } = await import('../../../webview/engine/gradient/wholeReader');
const { TensorDescent } = await import('../../../webview/engine/optimizers/tensorDescent');
const { networkFor } = await import('../../../webview/engine/network/vgg19');
const { loadPocket } = await import('../../../webview/engine/network/pocketWeights');
const { PeakMeter } = await import('../../../webview/engine/run/peakMeter');
const { disposeTargets, makeTargets } = await import('../../../webview/engine/losses/targets');

/** A way to compute an epoch, warmed up, with the seconds of each round. */
interface Contender {
  readonly objective: Objective;
  readonly descent: Descent;
  /** Number of epochs timed together, so that they take at least `shortestTiming`. */
  readonly epochs: number;
  /** Peak bytes of this contender alone: what the others hold is subtracted. */
  readonly peakBytes: number;
  readonly times: number[];
}

interface Ours extends Contender {
  readonly name: string;
  readonly launches?: number;
}

interface Peer {
  readonly target: TorchTarget;
  readonly peer: TorchPeer;
  readonly times: number[];
}

/** Float32, with nothing recomputed. */
const inFull = { precision: 'f32', recomputedBlocks: 0 } as const;

/** Least seconds of a timing: a fast GPU computes a single epoch in less time than a round trip to it takes. */
const shortestTiming = 0.3;

const { backend, report, gpu } = await openDevice(device, nodePlatform.wasm, {
  ...nodeThreads,
  count: threadCount,
});
// An emulated GPU is measured too, unlike in a run.
const rates = backend instanceof WebGpuBackend ? await backend.measure() : undefined;
const matmulRate = await bestMatmulRate(rates);
const weights = { vgg19: await randomNetwork(), pocket: await loadPocket(pocketModel()) };

const rows: BenchRow[] = [];
for (const size of sizes.map(Number)) rows.push(...(await measure(size)));
const result: BenchReport = { device: report.label, rows };
process.stdout.write(`\n${JSON.stringify(result)}\n`);
process.exit(0);

async function measure(size: number): Promise<BenchRow[]> {
  const recipe = makeRecipe('seed', { size });
  const network = networkFor(recipe, weights.vgg19);
  const pocket = networkFor(recipe, weights.pocket);
  const images = [1, 2].map(seed => tf.randomNormal<Tf.Rank.R4>([1, size, size, 3], 0, 1, 'float32', seed));
  const [content, style] = images as [Tf.Tensor4D, Tf.Tensor4D];
  const sources = { content, styles: [{ image: style, weight: 1 }] };
  const reader = wholeReader(backend);
  const plan = lossPlan('vgg19-uint8', recipe);
  const targets = await makeTargets(reader, network, sources, plan, recipe);
  const pocketTargets = await makeTargets(reader, pocket, sources, lossPlan('pocket', recipe), recipe);
  const alone = heldBytes();
  const ours = await warmOurs(network, targets, recipe, content, alone);
  const makePocket = (): Objective => backend.objective(pocket, pocketTargets, inFull);
  const small = await warm(makePocket, backend.descent(recipe), content, alone);
  const makeReference = (): Objective => createAutodiffObjective(network, targets);
  const reference = await warm(makeReference, new TensorDescent(recipe), content, alone);
  const peers = await startPeers(size);
  for (let round = 0; round < Number(rounds); round++) {
    for (const each of [...ours, small, reference]) each.times.push(await secondsPerEpoch(each, each.epochs));
    for (const { peer, times } of peers) times.push(await peer.secondsPerEpoch(ours[0]!.epochs));
  }
  for (const { peer } of peers) peer.stop();
  for (const { objective, descent } of [...ours, small, reference]) {
    objective.dispose();
    descent.dispose();
  }
  disposeTargets(targets);
  disposeTargets(pocketTargets);
  tf.dispose(images);
  return ours.map(each => rowOf(size, each, small, reference, peers));
}

/** The engine's contenders: one, or one for each precision on a GPU with float16. */
async function warmOurs(
  network: Network,
  targets: Targets,
  recipe: Recipe,
  image: Tf.Tensor4D,
  alone: number,
): Promise<Ours[]> {
  if (!(backend instanceof WebGpuBackend)) {
    const make = (): Objective => backend.objective(network, targets, inFull);
    return [{ name: report.label, ...(await warm(make, backend.descent(recipe), image, alone)) }];
  }
  const halves = gpu!.features.has('shader-f16') && !report.software;
  const found: Ours[] = [];
  for (const precision of halves ? (['f32', 'f16'] as const) : (['f32'] as const)) {
    const objective = backend.objective(network, targets, { precision, recomputedBlocks: 0 });
    const name = precision === 'f16' ? `${report.label}, float16` : report.label;
    const contender = await warm(() => objective, backend.descent(recipe), image, alone);
    // The step is one more.
    const [, height, width] = image.shape;
    const program = { network, targets, height, width, precision, recomputedBlocks: 0 };
    const { launches } = forecast(program, planFor(rates!, precision));
    found.push({ name, launches: launches + 1, ...contender });
  }
  return found;
}

/** Runs a contender's first epochs and measures its peak. @param alone bytes held without any contender */
async function warm(
  make: () => Objective,
  descent: Descent,
  image: Tf.Tensor4D,
  alone: number,
): Promise<Contender> {
  const others = heldBytes() - alone;
  const contender = { objective: make(), descent, times: [] };
  descent.start(image.clone());
  await secondsPerEpoch(contender, 1); // The first epoch compiles and allocates.
  const meter = new PeakMeter(backend.account);
  const seconds = await secondsPerEpoch(contender, 1);
  const peakBytes = meter.bytes - others;
  meter.dispose();
  return { ...contender, peakBytes, epochs: Math.max(1, Math.ceil(shortestTiming / seconds)) };
}

async function startPeers(size: number): Promise<Peer[]> {
  const peers: Peer[] = [];
  if (gpu && report.software) return peers; // PyTorch does not run on an emulated GPU.
  for (const target of gpu ? (['cuda', 'cuda-tf32'] as const) : (['cpu'] as const)) {
    const peer = await TorchPeer.start(size, threadCount, target);
    if (peer) peers.push({ target, peer, times: [] });
  }
  return peers;
}

function rowOf(
  size: number,
  ours: Ours,
  small: Contender,
  reference: Contender,
  peers: readonly Peer[],
): BenchRow {
  const { name, launches, peakBytes } = ours;
  const seconds = median(ours.times);
  const referenceSeconds = median(reference.times);
  const rate = operationsOf(size, size) / seconds;
  const against = (...targets: readonly TorchTarget[]): number | undefined => {
    const found = peers.find(({ target }) => targets.includes(target));
    return found && median(found.times) / seconds;
  };
  const [peer, peerTf32] = [against('cpu', 'cuda'), against('cuda-tf32')];
  return {
    name,
    size,
    seconds,
    gflops: rate / 1e9,
    peakBytes,
    ...(launches !== undefined && { launches }),
    matmulShare: rate / matmulRate,
    reference: { seconds: referenceSeconds, peakBytes: reference.peakBytes },
    ratio: referenceSeconds / seconds,
    pocketSeconds: median(small.times),
    ...(peer !== undefined && { peer }),
    ...(peerTf32 !== undefined && { peerTf32 }),
  };
}

/** Seconds for an epoch (evaluation and step), the mean of several, timed until the device is done with all of them. */
async function secondsPerEpoch(
  { objective, descent }: Pick<Contender, 'objective' | 'descent'>,
  epochs: number,
): Promise<number> {
  const start = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { losses, gradient } = objective.evaluate(descent.image);
    descent.step(gradient);
    // Losses are read after the last epoch alone: a run, too, reads them only now and then.
    if (epoch === epochs - 1) await losses.variation.data();
    tf.dispose(Object.values(losses));
  }
  await gpu?.queue.onSubmittedWorkDone();
  return (performance.now() - start) / 1000 / epochs;
}

function heldBytes(): number {
  return tf.memory().numBytes + backend.account.bytes;
}
