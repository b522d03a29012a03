import { layOut, type KernelModule } from './kernelModule';

export interface ConvolutionShape {
  readonly height: number;
  readonly width: number;
  /** Channels of the input; a multiple of 4. */
  readonly depth: number;
  /** Channels of the output; a multiple of 8. */
  readonly outputs: number;
}

/** A 3x3, stride 1 convolution. Images are [height, width, channels], float32. */
export interface ConvolutionJob extends ConvolutionShape {
  /** Whether the opposite edge lies beyond an edge; else zeros. */
  readonly wraps: boolean;
  readonly input: Float32Array;
  /** [3, 3, depth, outputs]. */
  readonly kernel: Float32Array;
  readonly finish: Forward | Backward;
  readonly result: Float32Array;
}

/** relu(x + bias). */
interface Forward {
  readonly bias: Float32Array;
}

/** (x + own) where activation > 0, else 0. */
interface Backward {
  readonly own: Float32Array | undefined;
  readonly activation: Float32Array | undefined;
}

/** Output pixels a side that are computed together, and positions of their transform. */
const tile = 4;
const positions = 36;

/** Of a band's transforms at least: they stay in the second cache from one step to the next. */
const workspaceFloats = 2 ** 19;

/** How an image is cut into bands of tile rows, and the floats that each array of a band takes. */
function bandsOf({ height, width, depth, outputs }: ConvolutionShape) {
  const tilesAcross = Math.ceil(width / tile);
  const tilesDown = Math.ceil(height / tile);
  // Each band reads all weights, so bands are not small where weights are large.
  const workspace = Math.max(workspaceFloats, (positions * depth * outputs) / 2);
  const affordable = Math.floor(workspace / (positions * (depth + outputs) * tilesAcross));
  const bandRows = Math.min(tilesDown, Math.max(1, affordable));
  const mostTiles = inFours(bandRows * tilesAcross);
  const resultLength = tile * bandRows * width * outputs;
  const lengths = {
    scratch: 4 * 4 * positions,
    kernel: 9 * depth * outputs,
    weights: transformLength(depth, outputs),
    bias: outputs,
    band: (tile * bandRows + 2) * (tile * tilesAcross + 2) * depth,
    left: transformLength(mostTiles, depth),
    products: transformLength(mostTiles, outputs),
    own: resultLength,
    activation: resultLength,
    result: resultLength,
  };
  return { tilesAcross, tilesDown, bandRows, lengths };
}

/** Bytes of the module's memory that a convolution takes. */
export function convolutionBytes(shape: ConvolutionShape): number {
  return layOut(bandsOf(shape).lengths).bytes;
}

/**
 * Winograd's F(4 x 4, 3 x 3), Lavin & Gray, arXiv:1509.09308: a quarter of the multiplications. The image is computed in bands
 * of tile rows; only a band lies in the module's memory.
 */
export function convolve(module: KernelModule, job: ConvolutionJob): void {
  const { height, width, depth, outputs, finish } = job;
  const { kernels } = module;
  const { tilesAcross, tilesDown, bandRows, lengths } = bandsOf(job);
  const { floats, at } = module.reserve(lengths);

  floats.set(job.kernel, at.kernel / 4);
  kernels.transformWeights(at.kernel, depth, outputs, at.scratch, at.weights);
  for (let down = 0; down < tilesDown; down += bandRows) {
    const rows = Math.min(bandRows, tilesDown - down);
    const tiles = inFours(rows * tilesAcross);
    const top = tile * down;
    const lines = Math.min(tile * rows, height - top);
    const from = top * width * outputs;
    const to = from + lines * width * outputs;
    /** Copies what the finish needs of the band; 0 stands for nothing. */
    const lend = (source: Float32Array | undefined, place: number): number => {
      if (!source) return 0;
      floats.set(source.subarray(from, to), place / 4);
      return place;
    };

    fillBand(floats, at.band / 4, job, top - 1, tile * rows + 2, tile * tilesAcross + 2);
    kernels.transformInput(at.band, rows, tilesAcross, depth, tiles, at.scratch, at.left);
    kernels.multiplyTransforms(at.left, at.weights, tiles, depth, outputs, at.products);
    const products = [at.products, tiles, tilesAcross, outputs] as const;
    const image = [at.scratch, lines, width, at.result] as const;
    if ('bias' in finish) {
      floats.set(finish.bias, at.bias / 4);
      kernels.finishForward(...products, at.bias, ...image);
    } else {
      const own = lend(finish.own, at.own);
      const activation = lend(finish.activation, at.activation);
      kernels.finishBackward(...products, own, activation, ...image);
    }
    job.result.set(floats.subarray(at.result / 4, at.result / 4 + to - from), from);
  }
}

/** Copies rows from `top` on, with a pixel more on the left and what is missing of `columns` on the right. */
function fillBand(
  floats: Float32Array,
  place: number,
  { input, height, width, depth, wraps }: ConvolutionJob,
  top: number,
  rows: number,
  columns: number,
): void {
  const lineLength = width * depth;
  for (let row = 0; row < rows; row++) {
    const y = top + row;
    const start = place + row * columns * depth;
    const end = start + columns * depth;
    const isInside = y >= 0 && y < height;
    // Beyond the row that the last output row sees, what stands there goes nowhere.
    if (!isInside && !(wraps && y <= height)) {
      floats.fill(0, start, end);
      continue;
    }
    const source = ((y + height) % height) * lineLength;
    const beyond = start + depth + lineLength;
    floats.set(input.subarray(source, source + lineLength), start + depth);
    floats.fill(0, beyond, end);
    if (wraps) {
      floats.set(input.subarray(source + lineLength - depth, source + lineLength), start);
      floats.set(input.subarray(source, source + depth), beyond);
    } else {
      floats.fill(0, start, start + depth);
    }
  }
}

/** Floats of a transform as assembly/winograd.ts lays it out: with a cache line between positions. */
function transformLength(rows: number, columns: number): number {
  return positions * (rows * columns + 16);
}

function inFours(count: number): number {
  return Math.ceil(count / 4) * 4;
}
