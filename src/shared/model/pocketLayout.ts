import { vgg19Convolutions, type ConvName } from './vgg19Layout';

/**
 * The pocket network: VGG-19's layers from conv1_1 to conv5_1, a quarter as wide, trained by scripts/pocket to reproduce
 * VGG-19's activations. A linear 1x1 head at each tap maps its activations onto the principal components of VGG-19's at
 * that layer, so that a loss means the same in both networks. CC BY 4.0, like the weights of VGG-19, which it was distilled
 * from.
 */

/** File name of the weights, in `media/pocket/`. */
export const pocketFile = 'pocket.bin';

/** Layers with a head: those whose activations losses can use. */
export const pocketTaps = [
  'conv1_1',
  'conv2_1',
  'conv2_2',
  'conv3_1',
  'conv3_2',
  'conv4_1',
  'conv4_2',
  'conv5_1',
] as const satisfies readonly ConvName[];

/** Channels of each block's layers and of their heads: `WIDTHS` in scripts/pocket/networks.py. */
const blockChannels = [16, 32, 64, 128, 128] as const;

export interface PocketConvolution {
  readonly name: ConvName;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Output channels of the layer's head; absent where it has none. */
  readonly headOutputs?: number;
}

export const pocketConvolutions: readonly PocketConvolution[] = vgg19Convolutions.map(({ name }, index) => {
  const outChannels = channelsOf(name);
  const below = vgg19Convolutions[index - 1];
  const isTap = (pocketTaps as readonly ConvName[]).includes(name);
  return {
    name,
    inChannels: below ? channelsOf(below.name) : 3,
    outChannels,
    ...(isTap && { headOutputs: outChannels }),
  };
});

/** Channels of a layer, by its block's number, which is the fifth letter of its name: conv3_1. */
function channelsOf(name: ConvName): number {
  return blockChannels[Number(name.charAt(4)) - 1]!;
}

/**
 * Length of the weights' file in bytes: a float32 scale and bias for each output channel, a float32 scale for each of a
 * head's, and a byte for each weight.
 */
export const pocketBytes = pocketConvolutions.reduce(
  (sum, { inChannels, outChannels, headOutputs = 0 }) =>
    sum + 4 * (2 * outChannels + headOutputs) + 9 * inChannels * outChannels + outChannels * headOutputs,
  0,
);
