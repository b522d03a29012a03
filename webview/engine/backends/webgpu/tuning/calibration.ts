import { candidateTilings, typicalRates, type DeviceRates, type ProductRate } from './deviceRates';
import { recordSquares } from '../losses/contentTerm';
import { matmulKernel } from '../products/matmul';
import type { DeviceBuffers } from '../program/deviceBuffers';
import { compileAhead } from '../program/pipelines';
import { Recorder } from '../program/recorder';
import type { Recording } from '../program/recording';
import { recordAdd } from '../shaders/elementwise';
import type { Reduction } from '../shaders/reduction';
import { LaunchTimer } from './launchTimer';
import { planFor } from './plan';
import { productGrid, blockSize, type Tiling } from './tiling';

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

/** Measures a device in float32. It takes a second or two on a GPU, most of it for compiling. */
export async function calibrate(memory: DeviceBuffers, software: boolean): Promise<DeviceRates> {
  const { device } = memory;
  const tilings = candidateTilings(software);
  const reductions = device.features.has('subgroups') ? (['halving', 'subgroups'] as const) : [];
  const size = software ? emulatedProduct : gpuProduct;
  const launches = [
    addition(64),
    ...tilings.map(tiling => product(tiling, size)),
    ...reductions.map(reduction => squares(reduction)),
  ];
  await compileAhead(
    device,
    launches.flatMap(({ kernels }) => kernels),
  );
  const timer = new LaunchTimer(memory);
  try {
    if (!software) await timer.warmUp(product(tilings[0]!, size), warmUpMs);
    const products: ProductRate[] = [];
    for (const tiling of tilings) products.push(await productRate(timer, tiling, size));
    const secondsPerLaunch = await timer.secondsOf(addition(64));
    const quads = 2 ** 20;
    const addSeconds = await timer.secondsOf(addition(quads));
    const bytesPerSecond = (3 * 16 * quads) / Math.max(1e-9, addSeconds - secondsPerLaunch);
    const rates = { emulated: software, products, bytesPerSecond, secondsPerLaunch };
    if (reductions.length === 0) return rates;
    const halving = await timer.secondsOf(squares('halving'));
    const reducesBySubgroups = (await timer.secondsOf(squares('subgroups'))) < halving;
    return { ...rates, reducesBySubgroups };
  } finally {
    timer.dispose();
  }
}

async function productRate(timer: LaunchTimer, tiling: Tiling, size: ProductSize): Promise<ProductRate> {
  const { rows, quads } = blockSize(tiling);
  const alone = { rows, depth: depthAlone, columns: 4 * quads, batches: 1 };
  return {
    tiling,
    operationsPerSecond: operationsOf(size) / (await timer.secondsOf(product(tiling, size))),
    operationsPerSecondAlone: operationsOf(alone) / (await timer.secondsOf(product(tiling, alone))),
  };
}

function operationsOf({ rows, depth, columns, batches }: ProductSize): number {
  return 2 * batches * rows * depth * columns;
}

function product(tiling: Tiling, { rows, depth, columns, batches }: ProductSize): Recording {
  const { recording } = newRecorder();
  recording.launch(matmulKernel('f32', tiling, 'columns'), {
    arrays: {
      left: recording.array('left', [batches, rows, depth], 4),
      right: recording.array('right', [batches, depth, columns], 4),
      result: recording.array('result', [batches, rows, columns], 4),
    },
    parameters: { rows, quads: columns / 4, depth: depth / 4, segments: 1 },
    grid: productGrid(tiling, rows, columns / 4, batches),
  });
  return recording;
}

function addition(quads: number): Recording {
  const recorder = newRecorder();
  recordAdd(recorder, recorder.wide('x', 4 * quads), recorder.wide('result', 4 * quads));
  return recorder.recording;
}

function squares(reduction: Reduction): Recording {
  const length = 2 ** 18;
  const recorder = newRecorder(reduction);
  recordSquares(recorder, 'conv1_1', recorder.wide('x', length), recorder.wide('goal', length));
  return recorder.recording;
}

/** A recorder of launches that read neither a network nor targets. */
function newRecorder(reduction: Reduction = 'halving'): Recorder {
  const noBuffer = (): never => {
    throw new Error('A measurement has no network.');
  };
  return new Recorder({ ...planFor(typicalRates(false), 'f32'), reduction }, noBuffer, true);
}
