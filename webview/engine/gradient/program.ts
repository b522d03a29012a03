import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Pooling } from '../network/pooling';
import type { Shapes, Tensors } from '../network/shapes';
import { edgesAt, startsBlock, type ConvWeights, type Network, type NetworkWeights } from '../network/vgg19';
import type { Evaluation, Targets } from '../losses/objective';
import type { Convolution, Gate, KernelSet, Term } from './kernelSet';

/** The losses that the program adds up, and the layers at which it does. */
interface Terms<T, Loss> {
  readonly style: readonly LayerTerm<T, Loss>[];
  readonly content: readonly LayerTerm<T, Loss>[];
  /** Evaluated at the image itself. */
  readonly variation: Term<T, Loss>;
}

export interface LayerTerm<T, Loss> {
  readonly layer: ConvName;
  readonly term: Term<T, Loss>;
}

export function termsOf<T, Loss, A extends Shapes>(
  kernels: KernelSet<T, Loss, A>,
  { edges }: Pick<Network, 'edges'>,
  { style, content, variationWeight }: Targets<A[4], A>,
): Terms<T, Loss> {
  return {
    style: style.map(target => ({ layer: target.layer, term: kernels.styleTerm(target) })),
    content: content.map(target => ({ layer: target.layer, term: kernels.contentTerm(target) })),
    variation: kernels.variationTerm(variationWeight, edges),
  };
}

interface Layer<T, Loss, A extends Shapes> {
  readonly pooled: boolean;
  readonly convolution: Convolution<T>;
  readonly head: A[2] | undefined;
  readonly style: readonly Term<T, Loss>[];
  readonly content: readonly Term<T, Loss>[];
}

/** The layers between two poolings. */
interface Block<T, Loss, A extends Shapes> {
  readonly layers: readonly Layer<T, Loss, A>[];
  readonly recomputed: boolean;
}

/** What the forward pass leaves of a block: each layer's activation, or the input to recompute them from. */
type Remains<T> = { readonly activations: readonly T[] } | { readonly input: T };

/** The losses found so far. */
interface Found<Loss> {
  readonly style: Loss[];
  readonly content: Loss[];
}

/**
 * Style transfer's losses and gradient without automatic differentiation. The network's weights are fixed, so its backward
 * pass needs the activations after each ReLU and nothing else: the ReLU passes the gradient where they are above 0, and a
 * convolution's input gradient does not depend on its input. The gradient of a layer's own losses is added when the
 * backward pass reaches that layer, through its head where it has one.
 *
 * The first blocks' activations, the largest, can be recomputed in the backward pass instead of kept until then (Chen et
 * al., Training Deep Nets with Sublinear Memory Cost, arXiv:1604.06174). The same kernels see the same numbers, so the
 * gradient is the same to the last bit.
 */
export class ExplicitProgram<T, Loss, A extends Shapes = Tensors> {
  private readonly blocks: readonly Block<T, Loss, A>[];
  private readonly variation: Term<T, Loss>;
  private readonly pooling: Pooling;

  /**
   * @param recomputed how many of the first blocks are recomputed; the deepest never is, since the backward pass begins
   * there
   */
  constructor(
    private readonly kernels: KernelSet<T, Loss, A>,
    network: Network<A>,
    terms: Terms<T, Loss>,
    recomputed: number,
  ) {
    const blocks: Layer<T, Loss, A>[][] = [];
    for (const weights of convolutionsNeeded(network, [...terms.style, ...terms.content])) {
      const pooled = startsBlock(weights.name);
      if (pooled || blocks.length === 0) blocks.push([]);
      blocks.at(-1)!.push({
        pooled,
        convolution: kernels.convolution(weights, edgesAt(weights.name, network)),
        head: weights.head,
        style: at(weights.name, terms.style),
        content: at(weights.name, terms.content),
      });
    }
    this.blocks = blocks.map((layers, index) => ({
      layers,
      recomputed: index < Math.min(recomputed, blocks.length - 1),
    }));
    this.pooling = network.pooling;
    this.variation = terms.variation;
  }

  /** @param image [1, height, width, 3]; stays the caller's, and the result becomes the caller's */
  run(image: T): Evaluation<T, Loss> {
    const losses: Found<Loss> = { style: [], content: [] };
    const deepest = this.backward(this.forward(image), losses);
    const variation = this.variation(image);
    const gradient =
      deepest === undefined
        ? variation.gradient
        : this.descend(this.blocks[0]!.layers[0]!, deepest, { own: variation.gradient });
    const { kernels } = this;
    return {
      losses: {
        style: kernels.sum(losses.style),
        content: kernels.sum(losses.content),
        variation: kernels.sum(variation.loss === undefined ? [] : [variation.loss]),
      },
      gradient,
    };
  }

  dispose(): void {
    for (const { convolution } of this.blocks.flatMap(({ layers }) => layers)) convolution.dispose();
  }

  private forward(image: T): Remains<T>[] {
    let next = image;
    return this.blocks.map(({ layers, recomputed }, index) => {
      const input = next;
      const activations = recomputed ? [this.lastActivation(layers, input)] : this.activations(layers, input);
      const last = activations.at(-1)!;
      if (index + 1 < this.blocks.length) next = this.kernels.pool(last, this.pooling);
      if (!recomputed) return { activations };
      this.kernels.release(last);
      return { input };
    });
  }

  /** Every layer's activation after its ReLU. Frees a block's input, unless it is the image. */
  private activations(layers: Block<T, Loss, A>['layers'], input: T): T[] {
    const activations: T[] = [];
    for (const { pooled, convolution } of layers) {
      activations.push(convolution.forward(activations.at(-1) ?? input));
      if (pooled) this.kernels.release(input);
    }
    return activations;
  }

  /** The last layer's activation alone, holding no more than two layers' at a time. */
  private lastActivation(layers: Block<T, Loss, A>['layers'], input: T): T {
    let x = input;
    for (const { convolution } of layers) {
      const below = x;
      x = convolution.forward(below);
      if (below !== input) this.kernels.release(below);
    }
    return x;
  }

  /** The gradient at the first layer before its ReLU; undefined where no layer is tapped. Frees what the forward pass left. */
  private backward(remains: readonly Remains<T>[], losses: Found<Loss>): T | undefined {
    let gradient: T | undefined;
    let above: Layer<T, Loss, A> | undefined;
    for (const [index, { layers }] of [...this.blocks.entries()].reverse()) {
      const found = remains[index]!;
      const activations = 'input' in found ? this.activations(layers, found.input) : found.activations;
      for (const [depth, layer] of [...layers.entries()].reverse()) {
        const activation = activations[depth]!;
        const own = this.ownGradient(layer, activation, losses);
        gradient =
          above === undefined || gradient === undefined
            ? // The deepest layer is always tapped.
              this.kernels.gate(activation, own!)
            : this.descend(above, gradient, { activation, own });
        this.kernels.release(activation);
        above = layer;
      }
    }
    return gradient;
  }

  /** Takes a gradient down through a layer's convolution, the pooling before it and `gate`. Frees the one it was given. */
  private descend({ pooled, convolution }: Layer<T, Loss, A>, gradient: T, gate: Gate<T>): T {
    const below = convolution.inputGradient(gradient, pooled ? {} : gate);
    this.kernels.release(gradient);
    if (!pooled) return below;
    const unpooled = this.kernels.poolGradient(below, this.pooling, gate);
    this.kernels.release(below);
    return unpooled;
  }

  /** The gradient of the losses that tap a layer, at the layer's activation. */
  private ownGradient(
    { head, style, content }: Layer<T, Loss, A>,
    activation: T,
    losses: Found<Loss>,
  ): T | undefined {
    if (style.length + content.length === 0) return undefined;
    const { kernels } = this;
    const seen = head ? kernels.project(activation, head) : activation;
    let sum: T | undefined;
    const take = (term: Term<T, Loss>, into: Loss[]): void => {
      const { loss, gradient } = term(seen);
      if (loss !== undefined) into.push(loss);
      sum = sum === undefined ? gradient : kernels.add(sum, gradient);
    };
    for (const term of style) take(term, losses.style);
    for (const term of content) take(term, losses.content);
    if (!head || sum === undefined) return sum;
    kernels.release(seen);
    const below = kernels.projectGradient(sum, head);
    kernels.release(sum);
    return below;
  }
}

/** The convolutions from the first to the deepest one tapped. */
export function convolutionsNeeded<A extends Shapes>(
  { convolutions }: NetworkWeights<A>,
  taps: readonly { readonly layer: ConvName }[],
): readonly ConvWeights<A>[] {
  const tapped = new Set(taps.map(({ layer }) => layer));
  const deepest = convolutions.findLastIndex(({ name }) => tapped.has(name));
  return convolutions.slice(0, deepest + 1);
}

function at<T, Loss>(layer: ConvName, terms: readonly LayerTerm<T, Loss>[]): Term<T, Loss>[] {
  return terms.filter(term => term.layer === layer).map(({ term }) => term);
}
