// Measures one device in a process of its own, since Vulkan's driver is chosen once for a process:
//   tsx measure.ts DEVICE THREADS ROUNDS SIZE...
// THREADS is how many wasm and PyTorch compute on, 0 for as many as there are cores.
// Prints a BenchReport as JSON on the last line of stdout.
import { availableParallelism } from 'node:os';
import type * as Tf from '@tensorflow/tfjs';
import { makeRecipe } from '../../../src/shared/recipe';
import type { DeviceName } from '../../../src/shared/device';
import { lossPlan } from '../../../webview/engine/lossPlan';
import type { Objective } from '../../../webview/engine/objective';
import type { Descent } from '../../../webview/engine/optimizers/descent';
import { provideWebGpu } from '../nodeGpu';
import { nodePlatform } from '../nodePlatform';
import { nodeThreads } from '../nodeThreads';
import { bestMatmulRate } from './matmulRate';
import type { BenchReport, BenchRow } from './rows';
import { TorchPeer } from './torch';
import { median, operationsOf, randomNetwork } from './work';

const [device, threads, rounds, ...sizes] = process.argv.slice(2) as [
  DeviceName,
  string,
  string,
  ...string[],
];
const threadCount = Number(threads) || availableParallelism();
if (device === 'webgpu') await provideWebGpu();
// tfjs looks for WebGPU when it is imported.
const tf = await import('@tensorflow/tfjs');
const { openDevice } = await import('../../../webview/engine/device');
const { createAutodiffObjective } = await import('../../../webview/engine/autodiffObjective');
const { createExplicitObjective } = await import('../../../webview/engine/explicit/explicitObjective');
const { createWebGpuObjective } = await import('../../../webview/engine/kernels/webgpu/webgpuObjective');
const { planOf, tuneDevice } = await import('../../../webview/engine/kernels/webgpu/tunedDevice');
const { createDescent } = await import('../../../webview/engine/optimizers/createDescent');
const { TensorDescent } = await import('../../../webview/engine/optimizers/tensorDescent');
const { PeakMeter } = await import('../../../webview/engine/peakMeter');
const { disposeTargets, makeTargets } = await import('../../../webview/engine/targets');

/** tfjs's WebGPU backend, as far as it is needed here. */
interface GpuBackend {
  readonly device: GPUDevice;
}

interface Contender {
  readonly objective: Objective;
  readonly descent: Descent;
  readonly times: number[];
  peakBytes: number;
}

const { report } = await openDevice(device, nodePlatform.wasm, { ...nodeThreads, count: threadCount });
const gpu = device === 'webgpu' ? (tf.backend() as unknown as GpuBackend).device : undefined;
if (gpu) await tuneDevice(gpu);
const matmulRate = await bestMatmulRate(gpu);
const network = await randomNetwork();

const rows: BenchRow[] = [];
for (const size of sizes.map(Number)) rows.push(await measure(size));
const result: BenchReport = { device: report.label, rows };
process.stdout.write(`\n${JSON.stringify(result)}\n`);
process.exit(0);

async function measure(size: number): Promise<BenchRow> {
  const recipe = makeRecipe('seed', { size });
  const images = [1, 2].map(seed => tf.randomNormal<Tf.Rank.R4>([1, size, size, 3], 0, 1, 'float32', seed));
  const [content, style] = images as [Tf.Tensor4D, Tf.Tensor4D];
  const targets = await makeTargets(
    network,
    { content, styles: [{ image: style, weight: 1 }] },
    lossPlan('vgg19-uint8', recipe),
    recipe,
  );

  const webGpu = gpu ? createWebGpuObjective(network, targets, planOf(gpu)) : undefined;
  const explicit = contender(webGpu ?? createExplicitObjective(network, targets), createDescent(recipe));
  const reference = contender(createAutodiffObjective(network, targets), new TensorDescent(recipe));
  // The first of each compiles and allocates.
  for (const each of [explicit, reference]) {
    each.descent.start(content.clone());
    await epoch(each);
    each.times.length = 0;
  }
  const peer = await TorchPeer.start(size, threadCount);
  const peerTimes: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    await epoch(explicit);
    await epoch(reference);
    if (peer) peerTimes.push(await peer.epoch());
  }
  peer?.stop();
  // The step is one more.
  const launches = webGpu && webGpu.launches + 1;
  for (const { objective, descent } of [explicit, reference]) {
    objective.dispose();
    descent.dispose();
  }
  disposeTargets(targets);
  tf.dispose(images);

  const seconds = median(explicit.times);
  const referenceSeconds = median(reference.times);
  const rate = operationsOf(size, size) / seconds;
  return {
    name: report.label,
    size,
    seconds,
    gflops: rate / 1e9,
    peakBytes: explicit.peakBytes,
    ...(launches !== undefined && { launches }),
    matmulShare: rate / matmulRate,
    reference: { seconds: referenceSeconds, peakBytes: reference.peakBytes },
    ratio: referenceSeconds / seconds,
    ...(peer && { peer: median(peerTimes) / seconds }),
  };
}

function contender(objective: Objective, descent: Descent): Contender {
  return { objective, descent, times: [], peakBytes: 0 };
}

/** An evaluation and a step, until the device is done. */
async function epoch(contender: Contender): Promise<void> {
  const { objective, descent } = contender;
  const meter = new PeakMeter();
  const start = performance.now();
  const { losses, gradient } = objective.evaluate(descent.image);
  descent.step(gradient);
  await losses.variation.data();
  await gpu?.queue.onSubmittedWorkDone();
  contender.times.push((performance.now() - start) / 1000);
  contender.peakBytes = Math.max(contender.peakBytes, meter.bytes);
  meter.dispose();
  tf.dispose(Object.values(losses));
}
