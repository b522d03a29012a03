import type { Tensor4D } from '@tensorflow/tfjs';
import { lanczos, linear } from '../images/resample';
import { resizeTensor } from '../images/resizeTensor';

/**
 * Adam's moments resized to another scale, so that its steps keep their size there (crowsonkb/style-transfer-pytorch,
 * scale_adam). The second moment is resized by a filter that leaves it positive.
 */
export function resizeMoments(
  first: Tensor4D,
  second: Tensor4D,
  [, height, width]: Tensor4D['shape'],
): [first: Tensor4D, second: Tensor4D] {
  return [resizeTensor(first, height, width, lanczos), resizeTensor(second, height, width, linear)];
}
