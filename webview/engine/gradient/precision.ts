/** How activations, gradients and weights are stored; sums are always float32. */
export type Precision = 'f32' | 'f16';
