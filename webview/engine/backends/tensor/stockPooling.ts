import * as tf from '@tensorflow/tfjs';
import {
  joinWindowParts,
  pool,
  windowParts,
  poolingScale,
  poolWindow,
  type Pooling,
} from '../../network/pooling';

/** The gradient of `pool` at its input, out of stock tfjs operations. Run inside `tf.tidy`. */
export function poolGradient(gradient: tf.Tensor4D, input: tf.Tensor4D, pooling: Pooling): tf.Tensor4D {
  switch (pooling) {
    case 'average':
      return spread(gradient, input);
    case 'scaledAverage':
      return tf.mul(spread(gradient, input), poolingScale.scaledAverage);
    case 'max':
      return toFirstMaxima(gradient, input);
    case 'l2': {
      // The derivative of y = s * sqrt(mean x^2) over n pixels is s^2 x / (n y).
      const shares = spread(tf.div<tf.Tensor4D>(gradient, pool(input, 'l2')), input);
      return tf.mul(tf.mul<tf.Tensor4D>(input, shares), poolingScale.l2 ** 2);
    }
  }
}

/** Spreads a gradient in equal shares over each window's pixels. tfjs has this kernel, but exports no function for it. */
function spread(gradient: tf.Tensor4D, input: tf.Tensor4D): tf.Tensor4D {
  const filterSize = poolWindow(input);
  const attributes = { filterSize, strides: filterSize, pad: 'valid' };
  return tf.engine().runKernel('AvgPoolGrad', { dy: gradient, input }, attributes) as tf.Tensor4D;
}

function toFirstMaxima(gradient: tf.Tensor4D, input: tf.Tensor4D): tf.Tensor4D {
  const maxima = pool(input, 'max');
  let left = gradient;
  const parts = windowParts(input).map(part => {
    const taken = tf.where(tf.equal(part, maxima), left, tf.zerosLike(left));
    left = tf.sub(left, taken);
    return taken;
  });
  return joinWindowParts(parts, input);
}
