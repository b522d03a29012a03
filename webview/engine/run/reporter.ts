import * as tf from '@tensorflow/tfjs';
import { asPasticheError, PasticheError } from '../../../src/shared/errors';
import type { EpochReport } from '../../../src/shared/messages/epochReport';
import { markStart } from '../../../src/shared/startMarks';
import type { Losses } from '../losses/objective';
import type { Epoch } from '../method/stylize';
import { EpochClock, type BatchTime } from './epochClock';
import type { RunKeeper, RunParts } from './keeper';
import type { Painter } from './painter';

/** The time between two reports, ms: often enough for a person to see the picture move. */
const flushEveryMs = 200;

interface Reporting extends RunParts {
  readonly painter: Painter | undefined;
  readonly keeper: RunKeeper;
}

/**
 * Reports epochs to the observer and the painter, several at a time: their losses wait on the device, and the GPU is idle for
 * a moment at every reading. The first epochs are read one by one, later ones as many as fit into `flushEveryMs`.
 */
export class EpochReporter {
  private readonly waiting: { index: number; losses: Losses }[] = [];
  private readonly clock = new EpochClock();
  private computedMs = 0;
  private latest: Epoch | undefined;
  private isRunning = false;

  constructor(private readonly reporting: Reporting) {}

  /** Milliseconds in which epochs were computed, up to the last report. */
  get activeMs(): number {
    return this.computedMs;
  }

  /** Takes over an epoch's losses and keeps its image; reports them where it is time to, and hands out intermediates. */
  async take(epoch: Epoch): Promise<void> {
    const { picture, request } = this.reporting;
    const { index, losses, image } = epoch;
    const { saveEvery, recipe } = request;
    const taken = index + 1;
    const isLast = taken === recipe.epochs;
    const isIntermediate = saveEvery > 0 && taken % saveEvery === 0 && taken < recipe.epochs;
    this.waiting.push({ index, losses });
    picture.keep(image, taken);
    this.latest = epoch;
    if (this.isDue || isLast || isIntermediate) await this.flush();
    if (isIntermediate) await this.handOut(taken);
  }

  /** Forgets the time that passed while nothing was computed. */
  restartClock(): void {
    this.clock.restart();
  }

  /**
   * Reports all epochs that wait, if any.
   * @throws PasticheError `setting` where losses are no numbers although they are computed in float32
   */
  async flush(): Promise<void> {
    if (this.waiting.length === 0) return;
    const { observer, device, picture, computation, keeper } = this.reporting;
    const { reports: all, epochMs, sleptMs } = await device.watch.orFailure(this.read());
    markStart('epoch');
    this.computedMs += epochMs * all.length;
    const broken = all.find(report => !Number.isFinite(report.total));
    const reports = all.filter(report => Number.isFinite(report.total));
    // A float16 gradient that overflowed was replaced by 0, so the picture is still sound and the run goes on in float32.
    if (broken && !computation.fallBack(broken.epoch)) {
      picture.dispose(); // What came of such losses is no picture; the last copy of one is.
      throw brokenLosses(broken.epoch);
    }
    if (reports.length === 0) return;
    // The picture is copied before it is reported, so that a picture which was seen is not lost.
    await picture.rescue();
    if (!this.isRunning) observer.phase('running');
    this.isRunning = true;
    observer.epochs(reports, epochMs, sleptMs);
    await this.paint();
    const { latest } = this;
    if (latest && latest.index + 1 < this.reporting.request.recipe.epochs) await keeper.keep(latest);
  }

  /** Frees the losses that were not read. */
  dispose(): void {
    for (const { losses } of this.waiting.splice(0)) tf.dispose(scalarsOf(losses));
  }

  /** Hands out an intermediate; where that fails, the run goes on without it, unless the device itself has failed. */
  private async handOut(epoch: number): Promise<void> {
    const { observer, picture, request, device } = this.reporting;
    try {
      observer.intermediate(await picture.encode(request.output));
    } catch (thrown) {
      if (device.watch.failure) throw thrown;
      const { code, message, remedy } = asPasticheError(thrown);
      const what = `There is no intermediate of epoch ${epoch}: ${message}`;
      observer.trouble?.(new PasticheError(code, what, remedy, { cause: thrown }));
    }
  }

  private get isDue(): boolean {
    const { epochMs } = this.clock;
    const size = epochMs === undefined ? 1 : Math.round(flushEveryMs / epochMs);
    return this.waiting.length >= Math.max(1, size);
  }

  /** Waits for the device, and reads the losses that have gathered and the milliseconds per epoch. */
  private async read(): Promise<BatchTime & { readonly reports: EpochReport[] }> {
    const epochs = this.waiting.splice(0);
    const terms = epochs.flatMap(({ losses }) => scalarsOf(losses));
    const stacked = tf.stack(terms);
    tf.dispose(terms);
    let values: Float32Array;
    try {
      values = (await stacked.data()) as Float32Array;
    } finally {
      stacked.dispose();
    }
    const time = this.clock.take(epochs.length);
    const reports = epochs.map(({ index }, i): EpochReport => {
      const [style, content, variation] = [0, 1, 2].map(term => values[3 * i + term]!) as [
        number,
        number,
        number,
      ];
      return { epoch: index, style, content, variation, total: style + content + variation };
    });
    return { reports, ...time };
  }

  private async paint(): Promise<void> {
    const { painter, device, picture } = this.reporting;
    if (!painter) return;
    await picture.show((image, content) => painter.paint(image, content, device));
    markStart('painted');
  }
}

function scalarsOf({ style, content, variation }: Losses): tf.Scalar[] {
  return [style, content, variation];
}

function brokenLosses(epoch: number): PasticheError {
  return new PasticheError(
    'setting',
    `The losses stopped being numbers at epoch ${epoch}: the steps are too long for this image.`,
    'Lower the learning rate or the style ratio.',
  );
}
