import type { KernelModule } from './kernelModule';

interface PoolGradientJob {
  /** Sides of the pooling's input, an image [height, width, channels] whose channels are a multiple of 4. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** How many pixels are averaged down and across, 1 or 2. */
  readonly window: readonly [down: number, across: number];
  /** The factor by which the mean was multiplied. */
  readonly scale: number;
  /** [floor(height / down), floor(width / across), channels]. */
  readonly gradient: Float32Array;
  /** [height, width, channels], as `own` and `result` are. */
  readonly activation: Float32Array;
  readonly own: Float32Array | undefined;
  readonly result: Float32Array;
}

/** Floats of the result that one task computes: enough to be worth handing to another thread. */
const bandFloats = 2 ** 15;

/** The gradient of average pooling, finished: spread gradient + own where activation > 0, else 0. Computed in bands of rows. */
export function averagePoolGradient(module: KernelModule, job: PoolGradientJob): void {
  const { height, width, channels, window, scale, gradient, activation, own, result } = job;
  const [down, across] = window;
  const pooledHeight = Math.floor(height / down);
  const pooledWidth = Math.floor(width / across);
  const pooledRows = Math.ceil(bandFloats / (down * width * channels));
  const rows = down * pooledRows;
  const length = rows * width * channels;
  const { floats, at, taskBytes } = module.reserve({
    shared: { share: 1 },
    task: { gradient: pooledRows * pooledWidth * channels, own: length, activation: length, result: length },
  });
  floats[at.share / 4] = scale / (down * across);
  /** The band's part of an image. */
  const part = (image: Float32Array, index: number): Float32Array =>
    image.subarray(index * length, (index + 1) * length);
  module.run(
    Math.ceil(height / rows),
    (index, place) => {
      const ahead = place * taskBytes;
      const firstPooled = index * pooledRows;
      const bandPooled = Math.min(pooledRows, pooledHeight - firstPooled);
      const from = firstPooled * pooledWidth * channels;
      const to = from + bandPooled * pooledWidth * channels;
      floats.set(gradient.subarray(from, to), (at.gradient + ahead) / 4);
      floats.set(part(activation, index), (at.activation + ahead) / 4);
      if (own) floats.set(part(own, index), (at.own + ahead) / 4);
      return {
        kind: 'spreadGradient',
        gradient: at.gradient + ahead,
        pooledHeight: bandPooled,
        pooledWidth,
        down,
        across,
        share: at.share,
        own: own ? at.own + ahead : 0,
        activation: at.activation + ahead,
        height: Math.min(rows, height - index * rows),
        width,
        outputs: channels,
        result: at.result + ahead,
      };
    },
    (index, place) => {
      const target = part(result, index);
      const start = (at.result + place * taskBytes) / 4;
      target.set(floats.subarray(start, start + target.length));
    },
  );
}
