import * as tf from '@tensorflow/tfjs';

/** `tf.tidy` for any result: tfjs's own type wants an index signature on every object that holds tensors. */
export function tidy<T>(compute: () => T): T {
  return tf.tidy(compute as () => tf.TensorContainer) as T;
}

/** `tf.dispose` of all tensors in any object: tfjs's own type wants an index signature here too. */
export function freeAll(held: object): void {
  tf.dispose(held as tf.TensorContainerObject);
}
