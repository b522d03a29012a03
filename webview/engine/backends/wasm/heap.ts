import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** A float32 tensor's numbers in the wasm backend's heap. Valid until the next tensor is made, which may move the heap. */
export function heapOf(tensor: tf.Tensor): Float32Array {
  return backend().typedArrayFromHeap(tensor) as Float32Array;
}

/** A tensor whose numbers are not written yet. */
export function emptyTensor<R extends tf.Rank>(shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const wasm = backend();
  const { dataId } = wasm.makeOutput(shape, 'float32');
  return tf.engine().makeTensorFromDataId(dataId, shape, 'float32', wasm) as tf.Tensor<R>;
}

function backend(): BackendWasm {
  return tf.backend() as BackendWasm;
}
