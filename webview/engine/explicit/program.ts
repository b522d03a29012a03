import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Pooling } from '../poolingKind';
import { edgesAt, startsBlock, type ConvWeights, type Network } from '../vgg19';
import type { Convolution, Gate, KernelSet, Term } from './kernelSet';
import type { LayerTerm, LossTermSet } from './lossTerms';

/** The losses and d total / d image, as `Evaluation` has them. */
export interface ProgramResult<T, Loss> {
  readonly style: Loss;
  readonly content: Loss;
  readonly variation: Loss;
  readonly gradient: T;
}

interface Layer<T, Loss> {
  readonly pooled: boolean;
  readonly convolution: Convolution<T>;
  readonly style: readonly Term<T, Loss>[];
  readonly content: readonly Term<T, Loss>[];
}

interface Losses<Loss> {
  readonly style: Loss[];
  readonly content: Loss[];
}

/**
 * Style transfer's losses and gradient without automatic differentiation. The network is fixed, so its backward pass needs
 * the activations after each ReLU and nothing else: where they are above 0 the ReLU let pass, and a convolution's input
 * gradient does not depend on its input. A layer's own losses are added on the way down, where the layer is.
 */
export class ExplicitProgram<T, Loss> {
  private readonly layers: readonly Layer<T, Loss>[];
  private readonly variation: Term<T, Loss>;
  private readonly pooling: Pooling;

  constructor(
    private readonly kernels: KernelSet<T, Loss>,
    network: Network,
    terms: LossTermSet<T, Loss>,
  ) {
    this.layers = convolutionsNeeded(network, [...terms.style, ...terms.content]).map(weights => ({
      pooled: startsBlock(weights.name),
      convolution: kernels.convolution(weights, edgesAt(weights.name, network)),
      style: at(weights.name, terms.style),
      content: at(weights.name, terms.content),
    }));
    this.pooling = network.pooling ?? 'average';
    this.variation = terms.variation;
  }

  /** @param image [1, height, width, 3]; stays the caller's, and the result becomes the caller's */
  run(image: T): ProgramResult<T, Loss> {
    const losses: Losses<Loss> = { style: [], content: [] };
    const activations = this.forward(image);
    const deepest = this.backward(activations, losses);
    const variation = this.variation.evaluate(image);
    const gradient =
      deepest === undefined
        ? variation.gradient
        : this.descend(this.layers[0]!, deepest, { own: variation.gradient });
    return {
      style: this.kernels.sum(losses.style),
      content: this.kernels.sum(losses.content),
      variation: this.kernels.sum(variation.loss === undefined ? [] : [variation.loss]),
      gradient,
    };
  }

  dispose(): void {
    for (const { convolution, style, content } of this.layers) {
      for (const held of [convolution, ...style, ...content]) held.dispose();
    }
    this.variation.dispose();
  }

  /** Every layer's activation after its ReLU. */
  private forward(image: T): T[] {
    const activations: T[] = [];
    let x = image;
    for (const { pooled, convolution } of this.layers) {
      if (pooled) {
        const half = this.kernels.pool(x, this.pooling);
        x = convolution.forward(half);
        this.kernels.release(half);
      } else {
        x = convolution.forward(x);
      }
      activations.push(x);
    }
    return activations;
  }

  /** The gradient at the first layer before its ReLU; none where no layer is tapped. Frees the activations on its way. */
  private backward(activations: readonly T[], losses: Losses<Loss>): T | undefined {
    let gradient: T | undefined;
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const activation = activations[index]!;
      const own = this.ownGradient(this.layers[index]!, activation, losses);
      gradient =
        gradient === undefined
          ? // The deepest layer is always tapped.
            this.kernels.gate(activation, own!)
          : this.descend(this.layers[index + 1]!, gradient, { activation, own });
      this.kernels.release(activation);
    }
    return gradient;
  }

  /** Down a layer's convolution, and the pooling before it, to `gate`. Frees the gradients it takes. */
  private descend({ pooled, convolution }: Layer<T, Loss>, gradient: T, gate: Gate<T>): T {
    let below: T;
    if (pooled) {
      const half = convolution.inputGradient(gradient, {});
      below = this.kernels.poolGradient(half, this.pooling, gate);
      this.kernels.release(half);
    } else {
      below = convolution.inputGradient(gradient, gate);
    }
    this.kernels.release(gradient);
    return below;
  }

  /** The gradient of the losses that tap a layer. */
  private ownGradient(
    { style, content }: Layer<T, Loss>,
    activation: T,
    losses: Losses<Loss>,
  ): T | undefined {
    let sum: T | undefined;
    const take = (term: Term<T, Loss>, into: Loss[]): void => {
      const { loss, gradient } = term.evaluate(activation);
      if (loss !== undefined) into.push(loss);
      sum = sum === undefined ? gradient : this.kernels.add(sum, gradient);
    };
    for (const term of style) take(term, losses.style);
    for (const term of content) take(term, losses.content);
    return sum;
  }
}

/** From the first convolution to the deepest one tapped. */
export function convolutionsNeeded(
  { convolutions }: Network,
  taps: readonly { readonly layer: ConvName }[],
): readonly ConvWeights[] {
  const tapped = new Set(taps.map(({ layer }) => layer));
  const deepest = convolutions.findLastIndex(({ name }) => tapped.has(name));
  return convolutions.slice(0, deepest + 1);
}

function at<T, Loss>(layer: ConvName, terms: readonly LayerTerm<T, Loss>[]): Term<T, Loss>[] {
  return terms.filter(term => term.layer === layer).map(({ term }) => term);
}
