/** How long a batch of epochs took. */
export interface BatchTime {
  /** Milliseconds per epoch. */
  readonly epochMs: number;
  /** Milliseconds in which the machine slept; 0 where it did not. */
  readonly sleptMs: number;
}

/** The least time, ms, and the least ratio to the epochs before, of a batch in which the machine must have slept. */
const leastSleepMs = 60e3;
const leastRatio = 20;

/**
 * Times batches of epochs. A machine that sleeps lets the clock jump on some systems: a batch that took a minute and twenty times
 * as long as it had to, more than any next scale does, counts as if it had taken no longer than the epochs before.
 */
export class EpochClock {
  private startedAt: number;
  private latestMs: number | undefined;

  /** @param now the time, ms */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.startedAt = now();
  }

  /** Milliseconds of an epoch of the last batch; undefined before the first. */
  get epochMs(): number | undefined {
    return this.latestMs;
  }

  /** Forgets the time that passed while nothing was computed. */
  restart(): void {
    this.startedAt = this.now();
  }

  /** Ends a batch, and begins the next. */
  take(epochs: number): BatchTime {
    const passedMs = this.now() - this.startedAt;
    this.restart();
    const { latestMs } = this;
    if (latestMs !== undefined) {
      const expectedMs = latestMs * epochs;
      if (passedMs > leastSleepMs + leastRatio * expectedMs) {
        return { epochMs: latestMs, sleptMs: passedMs - expectedMs };
      }
    }
    this.latestMs = passedMs / epochs;
    return { epochMs: this.latestMs, sleptMs: 0 };
  }
}
