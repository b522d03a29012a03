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
export const positions = 36;
/** Outputs that are computed at once. */
export const panel = 8;

/** Vectors of the transforms' scratch, in floats. */
export const scratchLength = 4 * 4 * positions;

export function grid({ height, width }: ConvolutionShape): { tilesAcross: number; tilesDown: number } {
  return { tilesAcross: Math.ceil(width / tile), tilesDown: Math.ceil(height / tile) };
}

/** Floats of a transform as assembly/winograd.ts lays it out: with a cache line between positions. */
export function transformLength(rows: number, columns: number): number {
  return positions * positionLength(rows, columns);
}

/** Floats from one position of a transform to the next. */
export function positionLength(rows: number, columns: number): number {
  return rows * columns + 16;
}

/** Floats of the input that so many tile rows see, with a pixel more on all sides. */
export function bandLength(shape: ConvolutionShape, tileRows: number): number {
  return (tile * tileRows + 2) * (tile * grid(shape).tilesAcross + 2) * shape.depth;
}

/** Floats of so many tile rows of the result. */
export function resultLength({ width, outputs }: ConvolutionShape, tileRows: number): number {
  return tile * tileRows * width * outputs;
}

/** The product's block is four tiles. */
export function inFours(tiles: number): number {
  return Math.ceil(tiles / 4) * 4;
}

/** Copies between an image's tile rows and the module's memory. */
export class Band {
  /** Rows of the result. */
  readonly lines: number;
  private readonly from: number;
  private readonly to: number;
  private readonly top: number;

  /** @param floats the module's memory */
  constructor(
    private readonly floats: Float32Array,
    private readonly job: ConvolutionJob,
    firstTileRow: number,
    readonly tileRows: number,
  ) {
    const { height, width, outputs } = job;
    this.top = tile * firstTileRow;
    this.lines = Math.min(tile * tileRows, height - this.top);
    this.from = this.top * width * outputs;
    this.to = this.from + this.lines * width * outputs;
  }

  /**
   * Copies what the finish needs of the band, to these byte addresses.
   * @returns the addresses, 0 for what there is none of
   */
  lend(at: { readonly own: number; readonly activation: number }): { own: number; activation: number } {
    const { finish } = this.job;
    if ('bias' in finish) return { own: 0, activation: 0 };
    return { own: this.copy(finish.own, at.own), activation: this.copy(finish.activation, at.activation) };
  }

  /** Copies the result from a byte address. */
  collect(address: number): void {
    const start = address / 4;
    this.job.result.set(this.floats.subarray(start, start + this.to - this.from), this.from);
  }

  /** Copies the input to a byte address, with a pixel more on the left and what is missing of a tile on the right. */
  fill(address: number): void {
    const { floats, job } = this;
    const { input, height, width, depth, wraps } = job;
    const columns = tile * grid(job).tilesAcross + 2;
    const lineLength = width * depth;
    for (let row = 0; row < tile * this.tileRows + 2; row++) {
      const y = this.top - 1 + row;
      const start = address / 4 + row * columns * depth;
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

  private copy(source: Float32Array | undefined, address: number): number {
    if (!source) return 0;
    this.floats.set(source.subarray(this.from, this.to), address / 4);
    return address;
  }
}

/** Copies the bias to a byte address. @returns the address, or 0 on the way down */
export function lendBias(floats: Float32Array, { finish }: ConvolutionJob, address: number): number {
  if (!('bias' in finish)) return 0;
  floats.set(finish.bias, address / 4);
  return address;
}
