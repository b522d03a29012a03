import * as tf from '@tensorflow/tfjs';

/** Locations compared at a time: the whole matrix of similarities of two large layers would not fit the memory. */
const rowsAtATime = 1024;

/**
 * Two-way nearest-neighbour distance of two images in one layer: for every location of one image, 1 - cosine to the most
 * similar location of the other, averaged, with features centred on the style image's mean. The direction from picture to
 * style finds specks and textures that the style lacks; the one from style to picture, motifs that are missing. The cosine
 * and its centring are those of Kolkin et al., Neural Neighbor Style Transfer, arXiv:2203.13215.
 * @param picture [1, height, width, channels]; `style` likewise, of any size
 * @returns [picture to style, style to picture]; run it inside `tf.tidy`
 */
export function twoWayDistance(picture: tf.Tensor4D, style: tf.Tensor4D): [tf.Scalar, tf.Scalar] {
  const mean = tf.mean<tf.Tensor4D>(style, [0, 1, 2], true);
  const from = directions(tf.sub(picture, mean));
  const to = directions(tf.sub(style, mean));
  return [meanDistance(from, to), meanDistance(to, from)];
}

/** Centred features as [locations, channels], each row of length 1. */
function directions(features: tf.Tensor4D): tf.Tensor2D {
  const rows = tf.reshape<tf.Rank.R2>(features, [-1, features.shape[3]]);
  return tf.div<tf.Tensor2D>(rows, tf.maximum(tf.norm(rows, 'euclidean', 1, true), 1e-12));
}

function meanDistance(from: tf.Tensor2D, to: tf.Tensor2D): tf.Scalar {
  const [count] = from.shape;
  const sums: tf.Scalar[] = [];
  for (let start = 0; start < count; start += rowsAtATime) {
    const rows = Math.min(rowsAtATime, count - start);
    sums.push(
      tf.tidy(() => {
        const cosines = tf.matMul(tf.slice(from, [start, 0], [rows, -1]), to, false, true);
        return tf.sum<tf.Scalar>(tf.max(cosines, 1));
      }),
    );
  }
  return tf.sub(1, tf.div(tf.addN(sums), count));
}
