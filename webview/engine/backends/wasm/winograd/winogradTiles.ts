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
  /** Whether the opposite edge follows an edge; otherwise zeros do. */
  readonly wraps: boolean;
  readonly input: Float32Array;
  /** [3, 3, depth, outputs]. */
  readonly kernel: Float32Array;
  readonly finish: Forward | Backward;
  readonly result: Float32Array;
}

/** The finish of a forward convolution: relu(x + bias). */
interface Forward {
  readonly bias: Float32Array;
}

/** The finish of an input gradient: x + own where activation > 0, else 0. */
interface Backward {
  readonly own: Float32Array | undefined;
  readonly activation: Float32Array | undefined;
}

/** Side of a Winograd tile, the square of output pixels that are computed together. */
const tile = 4;
/** Positions of a transformed tile, 6 x 6. */
export const positions = 36;
/** Output channels that are computed at once. */
export const panel = 8;

/** Floats of a thread's scratch memory, enough for the vectors of any transform in assembly/winograd.ts. */
export const scratchLength = 4 * 4 * positions;

export function grid({ height, width }: ConvolutionShape): { tilesAcross: number; tilesDown: number } {
  return { tilesAcross: Math.ceil(width / tile), tilesDown: Math.ceil(height / tile) };
}

/** Floats of a transform as assembly/winograd.ts lays it out, with a cache line between positions. */
export function transformLength(rows: number, columns: number): number {
  return positions * positionLength(rows, columns);
}

/** Floats from one position of a transform to the next. */
export function positionLength(rows: number, columns: number): number {
  return rows * columns + 16;
}

/** Floats of the input that so many tile rows see, one pixel on each side included. */
export function bandLength(shape: ConvolutionShape, tileRows: number): number {
  return (tile * tileRows + 2) * (tile * grid(shape).tilesAcross + 2) * shape.depth;
}

/** Floats of so many tile rows of the result. */
export function resultLength({ width, outputs }: ConvolutionShape, tileRows: number): number {
  return tile * tileRows * width * outputs;
}

/** A number of Winograd tiles rounded up to fours, which the product computes at once. */
export function inFours(tiles: number): number {
  return Math.ceil(tiles / 4) * 4;
}

/** Copies between an image's tile rows and the module's memory. */
export class Band {
  /** Rows of pixels in the result. */
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
   * Copies the band's part of what the finish reads to these byte addresses.
   * @returns the addresses, 0 for an array that is absent
   */
  lend(at: { readonly own: number; readonly activation: number }): { own: number; activation: number } {
    const { finish } = this.job;
    if ('bias' in finish) return { own: 0, activation: 0 };
    return { own: this.copy(finish.own, at.own), activation: this.copy(finish.activation, at.activation) };
  }

  /** Copies the band's result from a byte address. */
  collect(address: number): void {
    const start = address / 4;
    this.job.result.set(this.floats.subarray(start, start + this.to - this.from), this.from);
  }

  /**
   * Copies the band's input to a byte address, with one pixel more above, below and on the left, and on the right as many
   * as fill up the last tile and one more.
   */
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
      // Rows outside are zeros, unless the image wraps. Those further below than one row feed only outputs that are dropped.
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

/** Copies the bias to a byte address. @returns the address, or 0 for an input gradient, which has no bias */
export function lendBias(floats: Float32Array, { finish }: ConvolutionJob, address: number): number {
  if (!('bias' in finish)) return 0;
  floats.set(finish.bias, address / 4);
  return address;
}
