import * as tf from '@tensorflow/tfjs';

/** The product of two matrices, [n, n]. */
export type SquareProduct = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor2D;

/**
 * Steps of the iteration, as many as crowsonkb/style-transfer-pytorch takes. Eigenvalues below (2/3)^24 = 6e-5 of the norm
 * have not converged by then, and their roots come out too small.
 */
export const rootSteps = 12;

/**
 * The square root Y of a symmetric matrix without negative eigenvalues and the inverse Z of that root, all [n, n], by
 * Newton and Schulz's coupled iteration, which is products alone: T = (3 - Z Y) / 2, Y <- Y T, Z <- T Z. Higham, Functions
 * of Matrices, section 6.7: in any other order rounding errors grow. A step makes Z at most 1.5 times as large, so that
 * even a singular matrix comes out with a finite Z.
 * @param norm the number that the matrix is divided by first: no less than its largest eigenvalue, and not 0
 */
export function squareRoots(
  matrix: tf.Tensor2D,
  norm: tf.Scalar,
  product: SquareProduct,
): { root: tf.Tensor2D; inverse: tf.Tensor2D } {
  return tf.tidy(() => {
    const unit = tf.eye(matrix.shape[0]);
    let root = tf.div<tf.Tensor2D>(matrix, norm);
    let inverse = unit.clone();
    for (let step = 0; step < rootSteps; step++) {
      const [nextRoot, nextInverse] = tf.tidy((): [tf.Tensor2D, tf.Tensor2D] => {
        // Z is the unit matrix at first, so its products are left out.
        const ratio = step === 0 ? root : product(inverse, root);
        const change = tf.sub<tf.Tensor2D>(tf.mul(unit, 1.5), tf.mul(ratio, 0.5));
        return [product(root, change), step === 0 ? change : product(change, inverse)];
      });
      tf.dispose([root, inverse]);
      [root, inverse] = [nextRoot, nextInverse];
    }
    const scale = tf.sqrt(norm);
    return { root: tf.mul<tf.Tensor2D>(root, scale), inverse: tf.div<tf.Tensor2D>(inverse, scale) };
  });
}
