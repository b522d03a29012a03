import * as tf from '@tensorflow/tfjs';
import { luminanceWeights } from './colors';
import type { RgbaImage } from './resample';

/**
 * Working scale: x = (255 * rgb - mean) / 57.375, RGB order. It is the Caffe network's input divided by 255 * 0.225, so
 * that activations are of the size of ImageNet-normalised ones, for which the seed's loss weights were chosen. The
 * activations are then exactly the network's own, divided by that number, where the biases are divided by it too: ReLU
 * networks are positively homogeneous.
 */
export const workingScale = 57.375;

/** Mean of the Caffe network's training images, RGB, 0 to 255. */
export const meanRgb = [123.68, 116.779, 103.939] as const;

/** Pixels as [1, height, width, 3] in working scale. Transparent ones become the mean colour, 0, which excites no feature. */
export function toWorkingScale({ width, height, data }: RgbaImage): tf.Tensor4D {
  const values = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const alpha = data[i * 4 + 3]! / 255;
    for (let c = 0; c < 3; c++) {
      values[i * 3 + c] = (alpha * (data[i * 4 + c]! - meanRgb[c]!)) / workingScale;
    }
  }
  return tf.tensor4d(values, [1, height, width, 3]);
}

/** An image in working scale as [height, width, 3] from 0 to 1, clipped. */
export function toUnitRange(image: tf.Tensor4D): tf.Tensor3D {
  return tf.tidy(() => {
    const shifted = tf.add(tf.mul(image, workingScale), tf.tensor1d([...meanRgb]));
    return tf.clipByValue(tf.squeeze<tf.Tensor3D>(tf.div(shifted, 255), [0]), 0, 1);
  });
}

/** Clips an image [1, height, width, 3] in working scale to what 8-bit pixels can hold; takes the image over. */
export function clipToPixels(image: tf.Tensor4D): tf.Tensor4D {
  const clipped = tf.tidy(() => {
    const black = tf.tensor1d(meanRgb.map(mean => -mean / workingScale));
    const white = tf.tensor1d(meanRgb.map(mean => (255 - mean) / workingScale));
    return tf.minimum<tf.Tensor4D>(tf.maximum(image, black), white);
  });
  image.dispose();
  return clipped;
}

/**
 * The luminance of an image in working scale, [1, height, width, 3], with the colours of another of its size: in YIQ a
 * change of luminance alone adds the same number to all three channels. Takes the image over.
 */
export function withColorsOf(image: tf.Tensor4D, content: RgbaImage): tf.Tensor4D {
  const colored = tf.tidy(() => {
    const colors = toWorkingScale(content);
    const change = tf.mul(tf.sub(image, colors), tf.tensor1d([...luminanceWeights]));
    return tf.add<tf.Tensor4D>(colors, tf.sum(change, 3, true));
  });
  image.dispose();
  return colored;
}

/** Reads an image in working scale back as pixels, with the alpha channel of `alphaOf`, which has the same size. */
export async function toPixels(image: tf.Tensor4D, alphaOf: RgbaImage): Promise<RgbaImage> {
  const unit = toUnitRange(image);
  try {
    const values = await unit.data();
    const [height, width] = unit.shape;
    const data = new Uint8ClampedArray(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) data[i * 4 + c] = 255 * values[i * 3 + c]!;
      data[i * 4 + 3] = alphaOf.data[i * 4 + 3]!;
    }
    return { width, height, data };
  } finally {
    unit.dispose();
  }
}

export function isOpaque({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}
