interface PoolGradientJob {
  /** Of the pooled image's input: [height, width, channels]. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Pixels that are averaged down and across, 1 or 2. */
  readonly window: readonly [down: number, across: number];
  /** What the mean was multiplied by. */
  readonly scale: number;
  /** [floor(height / down), floor(width / across), channels]. */
  readonly gradient: Float32Array;
  /** As the result, as is `own`. */
  readonly activation: Float32Array;
  readonly own: Float32Array | undefined;
  readonly result: Float32Array;
}

/** (spread gradient + own) where activation > 0, else 0. A loop in JavaScript: memory is slower than it. */
export function averagePoolGradient(job: PoolGradientJob): void {
  const { height, width, channels, window, scale, gradient, activation, own, result } = job;
  const [down, across] = window;
  const pooledHeight = Math.floor(height / down);
  const pooledWidth = Math.floor(width / across);
  const share = scale / (down * across);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const pooledY = down === 2 ? y >> 1 : y;
    for (let x = 0; x < width; x++) {
      const pooledX = across === 2 ? x >> 1 : x;
      // An odd last row or column went into no average.
      const isPooled = pooledY < pooledHeight && pooledX < pooledWidth;
      const factor = isPooled ? share : 0;
      let from = isPooled ? (pooledY * pooledWidth + pooledX) * channels : 0;
      for (let channel = 0; channel < channels; channel++, at++, from++) {
        const spread = factor * gradient[from]! + (own ? own[at]! : 0);
        result[at] = activation[at]! > 0 ? spread : 0;
      }
    }
  }
}
