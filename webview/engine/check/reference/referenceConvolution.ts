import type { Convolution, Gate } from '../../gradient/kernelSet';
import type { Edges } from '../../network/edges';
import { mapPlane, plane, type Plane } from './plane';

/** A 3x3, pad-1 convolution and its input gradient by their definitions, in plain loops. */
export class ReferenceConvolution implements Convolution<Plane> {
  /** @param kernel [3, 3, in, out] */
  constructor(
    private readonly kernel: ArrayLike<number>,
    private readonly bias: ArrayLike<number>,
    private readonly inChannels: number,
    private readonly edges: Edges,
  ) {}

  forward(x: Plane): Plane {
    const outChannels = this.bias.length;
    const result = plane(x.height, x.width, outChannels);
    this.eachTap(x, (pixel, neighbour, tap) => {
      for (let i = 0; i < this.inChannels; i++) {
        const input = x.values[neighbour * x.channels + i]!;
        const weights = (tap * this.inChannels + i) * outChannels;
        for (let o = 0; o < outChannels; o++) {
          result.values[pixel * outChannels + o]! += input * this.kernel[weights + o]!;
        }
      }
    });
    return mapPlane(result, (sum, index) => Math.max(0, sum + this.bias[index % outChannels]!));
  }

  /** The input gradient: each tap that took a pixel's number forward takes the gradient back to that pixel. */
  inputGradient(gradient: Plane, gate: Gate<Plane>): Plane {
    const outChannels = gradient.channels;
    const channels = Math.ceil(this.inChannels / 4) * 4; // an image has a fourth channel, of zeros
    const result = plane(gradient.height, gradient.width, channels);
    this.eachTap(gradient, (pixel, neighbour, tap) => {
      for (let i = 0; i < this.inChannels; i++) {
        const weights = (tap * this.inChannels + i) * outChannels;
        let sum = 0;
        for (let o = 0; o < outChannels; o++) {
          sum += gradient.values[pixel * outChannels + o]! * this.kernel[weights + o]!;
        }
        result.values[neighbour * channels + i]! += sum;
      }
    });
    return throughGate(result, gate);
  }

  dispose(): void {}

  private eachTap(
    { height, width }: Plane,
    visit: (pixel: number, neighbour: number, tap: number) => void,
  ): void {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let tap = 0; tap < 9; tap++) {
          const row = neighbourAt(y + Math.floor(tap / 3) - 1, height, this.edges);
          const column = neighbourAt(x + (tap % 3) - 1, width, this.edges);
          if (row !== undefined && column !== undefined) visit(y * width + x, row * width + column, tap);
        }
      }
    }
  }
}

/** Finishes a gradient: gradient + own where activation > 0, else 0. */
export function throughGate(gradient: Plane, { activation, own }: Gate<Plane>): Plane {
  return mapPlane(gradient, (value, index) =>
    activation && activation.values[index]! <= 0 ? 0 : value + (own?.values[index] ?? 0),
  );
}

/** The pixel that stands at a position along a side, or one beyond it; undefined where zeros do. */
function neighbourAt(at: number, size: number, edges: Edges): number | undefined {
  if (at >= 0 && at < size) return at;
  if (edges === 'zero') return undefined;
  return edges === 'wrap' ? (at + size) % size : Math.min(Math.max(at, 0), size - 1);
}
