import { candidateTilings, type DeviceRates } from './deviceRates';
import { addKernel } from './elementwise';
import { Execution } from './execution';
import { linearGrid, linearWorkgroup, type Precision } from './kernel';
import { squaresKernel } from './losses';
import { matmulKernel } from './matmul';
import { compileAhead } from './pipelines';
import { productGrid, type Tiling } from './tiling';
import { Recording } from './recording';
import type { Reduction } from './reduction';

/** Long enough that a round trip to the device does not count, in milliseconds. */
const minimumMs = 20;
const maxRepeats = 4096;
/** A GPU that was idle takes so long to raise its clocks, tenfold on some. */
const warmUpMs = 300;

/** Products to measure, about as large as the network's. */
interface ProductSize {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly batches: number;
}

/** Enough workgroups, of any tiling, for the largest GPU. */
const gpuProduct: ProductSize = { rows: 512, depth: 128, columns: 256, batches: 36 };
const emulatedProduct: ProductSize = { rows: 512, depth: 256, columns: 256, batches: 1 };

/** Measures a device, within a second or two on a GPU, most of it compiling. */
export async function calibrate(
  device: GPUDevice,
  software: boolean,
  precision: Precision,
): Promise<DeviceRates> {
  const subgroups = device.features.has('subgroups');
  const tilings = candidateTilings(software, subgroups);
  await compileAhead(device, [
    addKernel(precision),
    ...tilings.map(tiling => matmulKernel(precision, tiling, 'columns')),
    ...(subgroups ? (['halving', 'subgroups'] as const) : []).map(reduction =>
      squaresKernel(precision, reduction),
    ),
  ]);
  const size = software ? emulatedProduct : gpuProduct;
  if (!software) await warmUp(device, recordProduct(precision, tilings[0]!, size));
  const products: { tiling: Tiling; operationsPerSecond: number }[] = [];
  for (const tiling of tilings) {
    const seconds = await secondsOf(device, recordProduct(precision, tiling, size));
    const { rows, depth, columns, batches } = size;
    products.push({ tiling, operationsPerSecond: (2 * batches * rows * depth * columns) / seconds });
  }
  const secondsPerLaunch = await addSeconds(device, precision, 64);
  const quads = 2 ** 20;
  const bytes = 3 * 4 * quads * (precision === 'f16' ? 2 : 4);
  const bytesPerSecond =
    bytes / Math.max(1e-9, (await addSeconds(device, precision, quads)) - secondsPerLaunch);
  if (!subgroups) return { products, bytesPerSecond, secondsPerLaunch };
  const halving = await squaresSeconds(device, precision, 'halving');
  const reducesBySubgroups = (await squaresSeconds(device, precision, 'subgroups')) < halving;
  return { products, bytesPerSecond, secondsPerLaunch, reducesBySubgroups };
}

function recordProduct(
  precision: Precision,
  tiling: Tiling,
  { rows, depth, columns, batches }: ProductSize,
): (recording: Recording) => void {
  const bytesPerNumber = precision === 'f16' ? 2 : 4;
  return recording =>
    recording.launch(matmulKernel(precision, tiling, 'columns'), {
      arrays: {
        left: recording.array('left', [batches, rows, depth], bytesPerNumber),
        right: recording.array('right', [batches, depth, columns], bytesPerNumber),
        result: recording.array('result', [batches, rows, columns], bytesPerNumber),
      },
      parameters: { rows, quads: columns / 4, depth: depth / 4, segments: 1 },
      grid: productGrid(tiling, rows, columns / 4, batches),
    });
}

async function warmUp(device: GPUDevice, launch: (recording: Recording) => void): Promise<void> {
  const end = performance.now() + warmUpMs;
  while (performance.now() < end) await secondsOf(device, launch);
}

async function addSeconds(device: GPUDevice, precision: Precision, items: number): Promise<number> {
  const bytesPerNumber = precision === 'f16' ? 2 : 4;
  return secondsOf(device, recording => {
    recording.launch(addKernel(precision), {
      arrays: {
        x: recording.array('x', [4 * items], bytesPerNumber),
        result: recording.array('result', [4 * items], bytesPerNumber),
      },
      parameters: { items },
      grid: linearGrid(items),
    });
  });
}

async function squaresSeconds(
  device: GPUDevice,
  precision: Precision,
  reduction: Reduction,
): Promise<number> {
  const items = 2 ** 16;
  const bytesPerNumber = precision === 'f16' ? 2 : 4;
  return secondsOf(device, recording => {
    recording.launch(squaresKernel(precision, reduction), {
      arrays: {
        x: recording.array('x', [4 * items], bytesPerNumber),
        goal: recording.array('goal', [4 * items], 4),
        squares: recording.array('squares', [Math.ceil(items / linearWorkgroup[0])], 4),
      },
      parameters: { items },
      grid: linearGrid(items),
    });
  });
}

/** Seconds for one launch, out of as many as take long enough to be timed. */
async function secondsOf(device: GPUDevice, launch: (recording: Recording) => void): Promise<number> {
  const once = new Recording();
  launch(once);
  for (let repeats = 1; ; repeats *= 4) {
    const recording = new Recording();
    for (let i = 0; i < repeats; i++) recording.dispatches.push(...once.dispatches);
    const execution = new Execution(device, recording);
    const run = async (): Promise<number> => {
      const start = performance.now();
      execution.run();
      await device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    };
    await run();
    // The quicker of two: other programs use the device as well.
    const ms = Math.min(await run(), await run());
    execution.dispose();
    if (ms >= minimumMs || repeats >= maxRepeats) return ms / 1000 / repeats;
  }
}
