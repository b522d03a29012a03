import type { ModelLabel } from '../../../src/shared/messages/output';
import { loadPocket } from './pocketWeights';
import type { Model } from '../stylizer';
import { disposeNetwork, type NetworkWeights } from './vgg19';
import { loadPretrained } from './weights';

export function modelLabel(model: Model): ModelLabel {
  return model.kind === 'pocket' ? 'pocket' : `vgg19-${model.precision}`;
}

/** Keeps the last network loaded, since the next run most often uses the same one. */
export class NetworkStore {
  private held:
    | { readonly label: ModelLabel; readonly loading: Promise<NetworkWeights>; network?: NetworkWeights }
    | undefined;
  private onProgress: (fraction: number) => void = () => undefined;

  /** The network of a model. Calls that overlap share one loading, which tells the last of them how far it is. */
  async get(model: Model, onProgress: (fraction: number) => void = () => undefined): Promise<NetworkWeights> {
    const label = modelLabel(model);
    this.onProgress = onProgress;
    if (this.held?.label === label) return await this.held.loading;
    this.dispose();
    const held: typeof this.held = { label, loading: this.load(model) };
    this.held = held;
    try {
      const network = await held.loading;
      if (this.held === held) held.network = network;
      else disposeNetwork(network); // it was given up while it was being loaded
      return network;
    } catch (thrown) {
      if (this.held === held) this.held = undefined;
      throw thrown;
    }
  }

  /** Frees the network; one that is still being loaded, once it is. */
  dispose(): void {
    if (this.held?.network) disposeNetwork(this.held.network);
    this.held = undefined;
  }

  private load(model: Model): Promise<NetworkWeights> {
    return model.kind === 'pocket'
      ? loadPocket(model)
      : loadPretrained(model, fraction => this.onProgress(fraction));
  }
}
