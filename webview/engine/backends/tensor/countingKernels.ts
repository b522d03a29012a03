import type { Tensor2D } from '@tensorflow/tfjs';
import type { Convolution, Gate, KernelSet, Term } from '../../gradient/kernelSet';
import type { ContentTarget, StyleTarget } from '../../losses/objective';
import { poolWindow } from '../../network/poolingKind';
import type { ConvWeights } from '../../network/vgg19';

/** An array of a program that is only counted. */
interface Counted {
  /** [1, height, width, channels]. */
  readonly shape: readonly [number, number, number, number];
}

/**
 * Kernels that compute nothing and count the bytes that a program on tensors would hold: those of the wasm backend, which finish a
 * gradient in the array of the layer's own. A loss and what passes within a kernel, unless it is as large as the layer, do not count.
 */
export class ByteCounter implements KernelSet<Counted, null> {
  /** The most held at any time. */
  peak = 0;
  largest = 0;
  private held = 0;

  convolution({ kernel }: ConvWeights): Convolution<Counted> {
    const [, , depth, outputs] = kernel.shape;
    return {
      forward: x => this.perPixel(x, outputs),
      inputGradient: (gradient, { own }) => own ?? this.perPixel(gradient, depth),
      dispose: () => undefined,
    };
  }

  styleTerm(target: StyleTarget): Term<Counted, null> {
    const passing = target.mask ? 2 : 0;
    return target.loss === 'wasserstein'
      ? this.term(passing, wassersteinMatrices * 4 * target.root.size)
      : // The matrix, its distance to the target, the squares of that, and the distance times a slope.
        this.term(passing, 4 * 4 * target.gram.size);
  }

  contentTerm({ mask }: ContentTarget): Term<Counted, null> {
    // The difference and its squares.
    return this.term(mask ? 4 : 2, 0);
  }

  variationTerm(): Term<Counted, null> {
    return this.term(0, 0);
  }

  project(x: Counted, head: Tensor2D): Counted {
    return this.perPixel(x, head.shape[1]);
  }

  projectGradient(gradient: Counted, head: Tensor2D): Counted {
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

  /** @param passing arrays as large as the activation that are gone when the gradient is there */
  private term(passing: number, bytes: number): Term<Counted, null> {
    return {
      evaluate: x => {
        const gradient = this.make(x.shape);
        this.hold(passing * bytesOf(x) + bytes);
        this.held -= passing * bytesOf(x) + bytes;
        return { gradient };
      },
      dispose: () => undefined,
    };
  }

  /** An array of as many pixels. */
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

/** Gram matrix, covariance and what lies between the roots; roots, and what the next ones are made of. */
const wassersteinMatrices = 8;

function bytesOf({ shape }: Counted): number {
  return shape.reduce((a, b) => a * b, 4);
}
