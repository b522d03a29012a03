/** Below this a norm counts as 0 in what it is divided by. */
export const leastNorm = 1e-12;
