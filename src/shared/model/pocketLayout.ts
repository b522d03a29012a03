import type { ConvName } from './vgg19Layout';

/**
 * The pocket network: VGG-19's layers from conv1_1 to conv5_1, a quarter as wide, trained by scripts/pocket to see what VGG-19
 * sees. A linear 1x1 head at each tap brings its activations onto VGG-19's principal components there, so that a loss means the
 * same in both networks. CC BY 4.0, as VGG-19 whose student it is.
 */

/** The weights' file, below `media/pocket/`. */
export const pocketFile = 'pocket.bin';

/** Layers that have a head, which losses can tap. */
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
