/** Pauses, ms, before each attempt to go on after a device was lost: a driver that starts again needs a moment. */
const pausesMs = [0, 1000, 3000];

/** The most attempts in a run, so that a device that is lost again and again does not keep it going for ever. */
const mostAttempts = 6;

/** Decides whether a run whose device was lost goes on by itself. */
export class Recoveries {
  private attempts = 0;
  private sinceHeadway = 0;
  private reached = 0;

  /**
   * Decides about one loss.
   * @param epoch the epoch that the run would go on from
   * @returns the milliseconds to wait before it does; null where the person is to decide
   */
  pauseBefore(epoch: number): number | null {
    if (epoch > this.reached) this.sinceHeadway = 0;
    this.reached = epoch;
    const pauseMs = pausesMs[this.sinceHeadway];
    if (pauseMs === undefined || this.attempts >= mostAttempts) return null;
    this.attempts++;
    this.sinceHeadway++;
    return pauseMs;
  }
}
