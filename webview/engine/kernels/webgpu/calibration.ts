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
  const products: { tiling: Tiling; operationsPerSecond: number }[] = [];
  for (const tiling of tilings) {
    products.push({ tiling, operationsPerSecond: await productRate(device, precision, tiling) });
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

/** Operations a second of a product about as large as the network's. */
async function productRate(device: GPUDevice, precision: Precision, tiling: Tiling): Promise<number> {
  const [rows, depth, columns] = [512, 256, 256];
  const bytesPerNumber = precision === 'f16' ? 2 : 4;
  const seconds = await secondsOf(device, recording => {
    recording.launch(matmulKernel(precision, tiling, 'columns'), {
      arrays: {
        left: recording.array('left', [rows, depth], bytesPerNumber),
        right: recording.array('right', [depth, columns], bytesPerNumber),
        result: recording.array('result', [rows, columns], bytesPerNumber),
      },
      parameters: { rows, quads: columns / 4, depth: depth / 4, segments: 1 },
      grid: productGrid(tiling, rows, columns / 4),
    });
  });
  return (2 * rows * depth * columns) / seconds;
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
    execution.run();
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    execution.run();
    await device.queue.onSubmittedWorkDone();
    const ms = performance.now() - start;
    execution.dispose();
    if (ms >= minimumMs || repeats >= maxRepeats) return ms / 1000 / repeats;
  }
}
