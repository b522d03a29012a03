import { pocketConvolutions, type PocketConvolution } from '../../../src/shared/model/pocketLayout';
import { vgg19Convolutions } from '../../../src/shared/model/vgg19Layout';
import type { ModelLabel } from '../../../src/shared/messages/output';
import { shaped, type Shapes } from './shapes';
import type { NetworkWeights } from './vgg19';

/** The shapes of a model's weights. */
export function networkShapes(model: ModelLabel): NetworkWeights<Shapes> {
  const layers: readonly PocketConvolution[] = model === 'pocket' ? pocketConvolutions : vgg19Convolutions;
  const convolutions = layers.map(({ name, inChannels, outChannels, headOutputs }) => ({
    name,
    kernel: shaped(3, 3, inChannels, outChannels),
    bias: shaped(outChannels),
    ...(headOutputs !== undefined && { head: shaped(outChannels, headOutputs) }),
  }));
  return { convolutions };
}
