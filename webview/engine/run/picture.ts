import type { RgbaImage } from '../images/resample';

/** The least time between two copies, ms: a picture that is some seconds old is as good as the last. */
const leastIntervalMs = 2000;

/** The share of a run's time that copies may take. */
const share = 0.02;

interface Picture {
  readonly pixels: RgbaImage;
  /** How many steps had been taken when it was copied. */
  readonly epoch: number;
}

/** A recent copy of a run's picture in the processor's memory, which is what is left of it when the device is lost. */
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
