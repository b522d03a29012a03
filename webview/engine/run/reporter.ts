import * as tf from '@tensorflow/tfjs';
import type { EpochReport } from '../../../src/shared/messages/epochReport';
import type { LossTerms } from '../losses/objective';

/** The time between two reports, ms: often enough for a person to see the picture move. */
const flushEveryMs = 200;

/**
 * Losses that wait on the device and are read several epochs at a time, since the GPU is idle for a moment at every
 * reading. The first epochs are read one by one, later ones as many as fit into `flushEveryMs`.
 */
export class EpochBatch {
  private readonly waiting: { index: number; losses: LossTerms }[] = [];
  private epochMs: number | undefined;
  private startedAt: number;

  constructor(private readonly now: () => number) {
    this.startedAt = now();
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  get isDue(): boolean {
    const size = this.epochMs === undefined ? 1 : Math.round(flushEveryMs / this.epochMs);
    return this.waiting.length >= Math.max(1, size);
  }

  /** Forgets the time that passed while nothing was computed. */
  restartClock(): void {
    this.startedAt = this.now();
  }

  add(index: number, losses: LossTerms): void {
    this.waiting.push({ index, losses });
  }

  /** Waits for the device, and reads the losses that have gathered and the milliseconds per epoch. */
  async flush(): Promise<{ reports: EpochReport[]; epochMs: number }> {
    const epochs = this.waiting.splice(0);
    const stacked = tf.stack(
      epochs.flatMap(({ losses }) => [losses.style, losses.content, losses.variation]),
    );
    tf.dispose(epochs.map(({ losses }) => [losses.style, losses.content, losses.variation]));
    let values: Float32Array;
    try {
      values = (await stacked.data()) as Float32Array;
    } finally {
      stacked.dispose();
    }
    this.epochMs = (this.now() - this.startedAt) / epochs.length;
    this.startedAt = this.now();
    const reports = epochs.map(({ index }, i): EpochReport => {
      const [style, content, variation] = values.subarray(3 * i, 3 * i + 3) as unknown as [
        number,
        number,
        number,
      ];
      return { epoch: index, style, content, variation, total: style + content + variation };
    });
    return { reports, epochMs: this.epochMs };
  }

  /** Frees the losses that were not read. */
  dispose(): void {
    for (const { losses } of this.waiting.splice(0))
      tf.dispose([losses.style, losses.content, losses.variation]);
  }
}
