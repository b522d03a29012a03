import type * as tf from '@tensorflow/tfjs';
import type { ModelLabel } from '../../src/shared/output';
import { deepestUntrainedLayer } from './lossPlan';
import type { Model } from './stylizer';
import { makeUntrained } from './untrained';
import { disposeNetwork, type Network } from './vgg19';
import { loadPretrained } from './weights';

export function modelLabel(model: Model): ModelLabel {
  return model.kind === 'pocket' ? 'pocket' : `vgg19-${model.precision}`;
}

/** Keeps the network of the last run: the trained one serves every image, the untrained one is made for a style image. */
export class NetworkStore {
  private loaded: { readonly label: ModelLabel; readonly network: Network } | undefined;

  async get(
    model: Model,
    style: () => tf.Tensor4D,
    seed: number,
    onProgress: (fraction: number) => void,
  ): Promise<Network> {
    const label = modelLabel(model);
    if (this.loaded?.label === label && label !== 'pocket') return this.loaded.network;
    this.dispose();
    const network =
      model.kind === 'pocket' ? untrainedFor(style(), seed) : await loadPretrained(model, onProgress);
    this.loaded = { label, network };
    return network;
  }

  dispose(): void {
    if (this.loaded) disposeNetwork(this.loaded.network);
    this.loaded = undefined;
  }
}

/** Takes the style image over. */
function untrainedFor(style: tf.Tensor4D, seed: number): Network {
  const network = makeUntrained(style, seed, deepestUntrainedLayer);
  style.dispose();
  return network;
}
