import type { Epoch } from '../method/stylize';
import { asPasticheError, PasticheError } from '../../../src/shared/errors';
import type { Device } from '../devices/device';
import type { KeptState, RunObserver, RunRequest } from '../stylizer';
import { digestOf, packCheckpoint } from './checkpoint';
import type { RunComputation } from './computation';
import type { RunPicture } from './picture';

/** The least time between two checkpoints, ms: what is lost is less than what a person waits for without noticing. */
const leastIntervalMs = 2000;

/**
 * The most time between two checkpoints, ms, however long the last one took: where the machine slept meanwhile, that says
 * nothing.
 */
const mostIntervalMs = 10 * 60e3;

/** The share of a run's time that making checkpoints may take; the copies in `RunPicture` may take as much. */
const share = 0.01;

/** The share of a run's time in which a checkpoint may be under way to where it is kept, which costs other programs. */
const shareUnderWay = 0.1;

/** What a run's parts share once its images are decoded. */
export interface RunParts {
  readonly request: RunRequest;
  readonly device: Device;
  readonly picture: RunPicture;
  readonly computation: RunComputation;
  readonly observer: RunObserver;
}

/**
 * Hands a run's state and picture to the observer every few seconds, to be kept where they outlive the engine. The run waits
 * while they are copied, and goes on while they are under way.
 */
export class RunKeeper {
  private digest: Promise<string> | undefined;
  private isUnderWay = false;
  private hasFailed = false;
  private dueAt = 0;

  constructor(private readonly parts: RunParts) {}

  /**
   * Hands out the state after an epoch, where the last is old enough. A failure is told once, and costs the run nothing,
   * unless the device itself has failed.
   */
  async keep(epoch: Pick<Epoch, 'index' | 'save'>): Promise<void> {
    const { observer, device } = this.parts;
    const start = performance.now();
    if (!observer.checkpoint || this.isUnderWay || start < this.dueAt) return;
    try {
      const kept = await this.stateAfter(epoch);
      if (kept) this.send(observer.checkpoint(kept));
    } catch (thrown) {
      if (device.watch.failure) throw thrown;
      this.tell(thrown);
    }
    this.postpone(Math.max(leastIntervalMs, (performance.now() - start) / share));
  }

  /** State and picture; undefined where the image is none any more, so that the last good one stays kept. */
  private async stateAfter({ index, save }: Pick<Epoch, 'index' | 'save'>): Promise<KeptState | undefined> {
    const { device, picture, computation, request } = this.parts;
    this.digest ??= digestOf(request);
    const digest = await this.digest;
    const state = await device.watch.orFailure(save());
    const { float32From } = computation;
    const checkpoint = packCheckpoint({ digest, epochs: index + 1, float32From, state });
    return checkpoint && { checkpoint, picture: await picture.encode(request.output, 'working') };
  }

  private send(kept: Promise<void>): void {
    const start = performance.now();
    this.isUnderWay = true;
    void kept
      .catch((thrown: unknown) => this.tell(thrown))
      .finally(() => {
        this.isUnderWay = false;
        this.postpone((performance.now() - start) / shareUnderWay);
      });
  }

  private postpone(ms: number): void {
    this.dueAt = Math.max(this.dueAt, performance.now() + Math.min(ms, mostIntervalMs));
  }

  private tell(thrown: unknown): void {
    const { code, message, remedy } = asPasticheError(thrown);
    const what = `What is done of this run could not be kept against a crash: ${message}`;
    const problem = new PasticheError(code, what, remedy, { cause: thrown });
    if (!this.hasFailed && code !== 'cancelled') this.parts.observer.trouble?.(problem);
    this.hasFailed = true;
  }
}
