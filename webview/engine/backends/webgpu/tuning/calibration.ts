import { candidateTilings, type DeviceRates, type ProductRate } from './deviceRates';
import { addKernel } from '../shaders/elementwise';
import type { Precision } from '../../../gradient/precision';
import { linearGrid, linearWorkgroup } from '../program/kernel';
import { squaresKernel } from '../losses/lossKernels';
import { matmulKernel } from '../products/matmul';
import { compileAhead } from '../program/pipelines';
import { LaunchTimer, type RecordLaunch } from './launchTimer';
import { productGrid, blockSize, type Tiling } from './tiling';
import type { Reduction } from '../shaders/reduction';

/** How long an idle GPU takes to raise its clocks, which makes some ten times as fast. */
const warmUpMs = 300;

/** A matrix product to measure, about as large as the network's. */
interface ProductSize {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly batches: number;
}

/** The product measured on a GPU: enough workgroups of any tiling to occupy the largest. */
const gpuProduct: ProductSize = { rows: 512, depth: 128, columns: 256, batches: 36 };
const emulatedProduct: ProductSize = { rows: 512, depth: 256, columns: 256, batches: 1 };
const depthAlone = 1024;

/** Measures a device. It takes a second or two on a GPU, most of it for compiling. */
export async function calibrate(
  device: GPUDevice,
  software: boolean,
  precision: Precision,
): Promise<DeviceRates> {
  const subgroups = device.features.has('subgroups');
  const tilings = candidateTilings(software);
  await compileAhead(device, [
    addKernel(precision),
    ...tilings.map(tiling => matmulKernel(precision, tiling, 'columns')),
    ...(subgroups ? (['halving', 'subgroups'] as const) : []).map(reduction =>
      squaresKernel(precision, reduction),
    ),
  ]);
  const timer = new LaunchTimer(device);
  try {
    const size = software ? emulatedProduct : gpuProduct;
    if (!software) await timer.warmUp(product(precision, tilings[0]!, size), warmUpMs);
    const products: ProductRate[] = [];
    for (const tiling of tilings) products.push(await productRate(timer, precision, tiling, size));
    const secondsPerLaunch = await timer.secondsOf(addition(precision, 64));
    const quads = 2 ** 20;
    const addSeconds = await timer.secondsOf(addition(precision, quads));
    const bytes = 3 * 4 * quads * bytesOf(precision);
    const bytesPerSecond = bytes / Math.max(1e-9, addSeconds - secondsPerLaunch);
    const rates = { emulated: software, products, bytesPerSecond, secondsPerLaunch };
    if (!subgroups) return rates;
    const halving = await timer.secondsOf(squares(precision, 'halving'));
    const reducesBySubgroups = (await timer.secondsOf(squares(precision, 'subgroups'))) < halving;
    return { ...rates, reducesBySubgroups };
  } finally {
    timer.dispose();
  }
}

async function productRate(
  timer: LaunchTimer,
  precision: Precision,
  tiling: Tiling,
  size: ProductSize,
): Promise<ProductRate> {
  const { rows, quads } = blockSize(tiling);
  const alone = { rows, depth: depthAlone, columns: 4 * quads, batches: 1 };
  return {
    tiling,
    operationsPerSecond: operationsOf(size) / (await timer.secondsOf(product(precision, tiling, size))),
    operationsPerSecondAlone:
      operationsOf(alone) / (await timer.secondsOf(product(precision, tiling, alone))),
  };
}

function operationsOf({ rows, depth, columns, batches }: ProductSize): number {
  return 2 * batches * rows * depth * columns;
}

function product(
  precision: Precision,
  tiling: Tiling,
  { rows, depth, columns, batches }: ProductSize,
): RecordLaunch {
  const bytes = bytesOf(precision);
  return recording =>
    recording.launch(matmulKernel(precision, tiling, 'columns'), {
      arrays: {
        left: recording.array('left', [batches, rows, depth], bytes),
        right: recording.array('right', [batches, depth, columns], bytes),
        result: recording.array('result', [batches, rows, columns], bytes),
      },
      parameters: { rows, quads: columns / 4, depth: depth / 4, segments: 1 },
      grid: productGrid(tiling, rows, columns / 4, batches),
    });
}

function addition(precision: Precision, items: number): RecordLaunch {
  const bytes = bytesOf(precision);
  return recording =>
    recording.launch(addKernel(precision), {
      arrays: {
        x: recording.array('x', [4 * items], bytes),
        result: recording.array('result', [4 * items], bytes),
      },
      parameters: { items },
      grid: linearGrid(items),
    });
}

function squares(precision: Precision, reduction: Reduction): RecordLaunch {
  const items = 2 ** 16;
  return recording =>
    recording.launch(squaresKernel(precision, reduction), {
      arrays: {
        x: recording.array('x', [4 * items], bytesOf(precision)),
        goal: recording.array('goal', [4 * items], 4),
        squares: recording.array('squares', [Math.ceil(items / linearWorkgroup[0])], 4),
      },
      parameters: { items },
      grid: linearGrid(items),
    });
}

function bytesOf(precision: Precision): number {
  return precision === 'f16' ? 2 : 4;
}
