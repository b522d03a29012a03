import type { ModelLabel } from '../../../src/shared/messages/output';
import { loadPocket } from './pocketWeights';
import type { Model } from '../stylizer';
import { disposeNetwork, type NetworkWeights } from './vgg19';
import { loadPretrained } from './weights';

export function modelLabel(model: Model): ModelLabel {
  return model.kind === 'pocket' ? 'pocket' : `vgg19-${model.precision}`;
}

/** Keeps the last run's network loaded, since the next run most often uses the same one. */
export class NetworkStore {
  private loaded: { readonly label: ModelLabel; readonly network: NetworkWeights } | undefined;

  async get(model: Model, onProgress: (fraction: number) => void): Promise<NetworkWeights> {
    const label = modelLabel(model);
    if (this.loaded?.label === label) return this.loaded.network;
    this.dispose();
    const network =
      model.kind === 'pocket' ? await loadPocket(model) : await loadPretrained(model, onProgress);
    this.loaded = { label, network };
    return network;
  }

  dispose(): void {
    if (this.loaded) disposeNetwork(this.loaded.network);
    this.loaded = undefined;
  }
}
