import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Targets } from '../losses/objective';
import type { Shapes } from '../network/shapes';
import type { Network } from '../network/vgg19';
import type { KernelSet, Term } from './kernelSet';

/** The losses that the explicit program adds up, and the layers at which it does. */
export interface LossTermSet<T, Loss> {
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
): LossTermSet<T, Loss> {
  return {
    style: style.map(target => ({ layer: target.layer, term: kernels.styleTerm(target) })),
    content: content.map(target => ({ layer: target.layer, term: kernels.contentTerm(target) })),
    variation: kernels.variationTerm(variationWeight, edges),
  };
}
