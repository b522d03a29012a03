import type { RgbaImage } from '../images/resample';

/** No more often than this: a picture that is seconds old is as good as the last. */
const leastIntervalMs = 2000;

/** A copy may take this share of the run's time. */
const share = 0.02;

interface Picture {
  readonly pixels: RgbaImage;
  /** Steps taken when it was copied. */
  readonly epoch: number;
}

/** A run's picture as of a moment ago, on the processor: what is left of it when the device is lost. */
export class LastPicture {
  private kept: Picture | undefined;
  private dueAt = 0;

  constructor(private readonly now: () => number) {}

  get picture(): Picture | undefined {
    return this.kept;
  }

  get isDue(): boolean {
    return this.now() >= this.dueAt;
  }

  async keep(epoch: number, read: () => Promise<RgbaImage>): Promise<void> {
    const start = this.now();
    this.kept = { pixels: await read(), epoch };
    this.dueAt = this.now() + Math.max(leastIntervalMs, (this.now() - start) / share);
  }
}
