import type { Convolution, Gate, KernelSet, Term } from '../../gradient/kernelSet';
import type { ContentTarget, StyleTarget } from '../../losses/objective';
import { poolWindow } from '../../network/pooling';
import type { Shapes } from '../../network/shapes';
import type { ConvWeights } from '../../network/vgg19';

/** An array that is only counted. */
interface Counted {
  /** [1, height, width, channels]. */
  readonly shape: readonly [number, number, number, number];
}

/**
 * Kernels that compute nothing and count the bytes that a program on tensors would hold. They count as the wasm backend's
 * kernels behave, which finish a gradient in the array of the layer's own. Losses do not count, nor do arrays within a
 * kernel that are small next to the layer.
 */
export class ByteCounter implements KernelSet<Counted, null, Shapes> {
  /** The most bytes held at any time. */
  peak = 0;
  /** Bytes of the largest array. */
  largest = 0;
  private held = 0;

  convolution({ kernel }: ConvWeights<Shapes>): Convolution<Counted> {
    const [, , depth, outputs] = kernel.shape;
    return {
      forward: x => this.perPixel(x, outputs),
      inputGradient: (gradient, { own }) => own ?? this.perPixel(gradient, depth),
      dispose: () => undefined,
    };
  }

  styleTerm(target: StyleTarget<Shapes>): Term<Counted, null> {
    const passing = target.mask ? 2 : 0;
    return target.loss === 'wasserstein'
      ? this.term(passing, wassersteinMatrices * 4 * target.root.size)
      : // Four matrices: the Gram matrix, its difference from the target, the squares of that, and the difference times a slope.
        this.term(passing, 4 * 4 * target.gram.size);
  }

  contentTerm({ mask }: ContentTarget<unknown, Shapes>): Term<Counted, null> {
    // Two arrays pass: the difference and its squares; a mask adds two.
    return this.term(mask ? 4 : 2, 0);
  }

  variationTerm(): Term<Counted, null> {
    return this.term(0, 0);
  }

  project(x: Counted, head: Shapes[2]): Counted {
    return this.perPixel(x, head.shape[1]);
  }

  projectGradient(gradient: Counted, head: Shapes[2]): Counted {
    return this.perPixel(gradient, head.shape[0]);
  }

  pool(x: Counted): Counted {
    const [rows, columns] = poolWindow(x);
    const [, height, width, channels] = x.shape;
    return this.make([1, Math.floor(height / rows), Math.floor(width / columns), channels]);
  }

  poolGradient(_: Counted, __: unknown, { activation, own }: Gate<Counted>): Counted {
    return own ?? this.make(activation!.shape);
  }

  gate(_: Counted, own: Counted): Counted {
    return this.replace([own], own);
  }

  add(a: Counted, b: Counted): Counted {
    return this.replace([a, b], a);
  }

  sum(): null {
    return null;
  }

  release(x: Counted): void {
    this.held -= bytesOf(x);
  }

  /**
   * A term that counts its gradient, and what it holds meanwhile.
   * @param passing how many arrays as large as the activation are freed once the gradient is there
   * @param bytes further bytes that are freed by then
   */
  private term(passing: number, bytes: number): Term<Counted, null> {
    return x => {
      const gradient = this.make(x.shape);
      this.hold(passing * bytesOf(x) + bytes);
      this.held -= passing * bytesOf(x) + bytes;
      return { gradient };
    };
  }

  /** An array of as many pixels with other channels. */
  private perPixel({ shape: [, height, width] }: Counted, channels: number): Counted {
    return this.make([1, height, width, channels]);
  }

  private replace(taken: readonly Counted[], like: Counted): Counted {
    const result = this.make(like.shape);
    for (const x of taken) this.release(x);
    return result;
  }

  private make(shape: Counted['shape']): Counted {
    const made = { shape };
    this.largest = Math.max(this.largest, bytesOf(made));
    this.hold(bytesOf(made));
    return made;
  }

  private hold(bytes: number): void {
    this.held += bytes;
    this.peak = Math.max(this.peak, this.held);
  }
}

/**
 * How many matrices a Wasserstein term holds at once: the Gram matrix, the covariance, the product that the root is taken
 * of, the root and its inverse, and those that the iteration's next ones are made of.
 */
const wassersteinMatrices = 8;

function bytesOf({ shape }: Counted): number {
  return shape.reduce((a, b) => a * b, 4);
}
