import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { edgesAt, startsBlock, type Network } from '../vgg19';
import type { KernelSet } from './kernelSet';
import { convolutionsNeeded } from './program';

/**
 * Forward, no deeper than needed and holding no more than two layers at a time: `visit` sees every activation after its ReLU, in
 * turn, and must copy what it keeps. The convolutions belong to the kernels.
 * @param image stays the caller's
 */
export function visitActivations<T, Loss>(
  kernels: KernelSet<T, Loss>,
  network: Network,
  layers: readonly ConvName[],
  image: T,
  visit: (layer: ConvName, activation: T) => void,
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
    if (startsBlock(weights.name)) replaceBy(kernels.pool(x, network.pooling ?? 'average'));
    replaceBy(kernels.convolution(weights, edgesAt(weights.name, network)).forward(x));
    visit(weights.name, x);
  }
  if (x !== image) kernels.release(x);
}
