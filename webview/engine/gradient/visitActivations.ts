import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Shapes } from '../network/shapes';
import { edgesAt, startsBlock, type Network } from '../network/vgg19';
import type { KernelSet } from './kernelSet';
import { convolutionsNeeded } from './program';

/**
 * Runs the network forward, no deeper than needed and holding no more than two layers at a time: `visit` is shown what
 * losses see at each of `layers`, in turn, and must copy what it keeps.
 * @param image stays the caller's
 */
export function visitActivations<T, Loss, A extends Shapes>(
  kernels: KernelSet<T, Loss, A>,
  network: Network<A>,
  layers: readonly ConvName[],
  image: T,
  visit: (layer: ConvName, seen: T) => void,
): void {
  let x = image;
  const replaceBy = (next: T): void => {
    if (x !== image) kernels.release(x);
    x = next;
  };
  for (const weights of convolutionsNeeded(
    network,
    layers.map(layer => ({ layer })),
  )) {
    if (startsBlock(weights.name)) replaceBy(kernels.pool(x, network.pooling));
    replaceBy(kernels.convolution(weights, edgesAt(weights.name, network)).forward(x));
    if (!layers.includes(weights.name)) continue;
    const seen = weights.head ? kernels.project(x, weights.head) : x;
    visit(weights.name, seen);
    if (seen !== x) kernels.release(seen);
  }
  if (x !== image) kernels.release(x);
}
