import type { Tensor4D } from '@tensorflow/tfjs';
import { lanczos, linear } from '../images/resample';
import { resizeTensor } from '../images/resizeTensor';

/**
 * Adam's moments at another size, so that it keeps its pace from scale to scale (crowsonkb/style-transfer-pytorch, scale_adam);
 * the second by a filter that leaves it positive.
 */
export function resizeMoments(
  first: Tensor4D,
  second: Tensor4D,
  [, height, width]: Tensor4D['shape'],
): [first: Tensor4D, second: Tensor4D] {
  return [resizeTensor(first, height, width, lanczos), resizeTensor(second, height, width, linear)];
}
