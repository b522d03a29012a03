/** A stopwatch as plain data: the time counted so far, and since when it has been running again. All times are in ms. */
export interface Clock {
  readonly passedMs: number;
  readonly tickingSince: number | null;
}

export const stoppedClock: Clock = { passedMs: 0, tickingSince: null };

export function startClock(clock: Clock, now: number): Clock {
  return clock.tickingSince === null ? { ...clock, tickingSince: now } : clock;
}

export function stopClock(clock: Clock, now: number): Clock {
  return { passedMs: passedMs(clock, now), tickingSince: null };
}

/** Takes back time that was counted, such as that in which the machine slept. */
export function withoutMs(clock: Clock, ms: number): Clock {
  return { ...clock, passedMs: clock.passedMs - ms };
}

export function passedMs(clock: Clock, now: number): number {
  return clock.passedMs + (clock.tickingSince === null ? 0 : Math.max(0, now - clock.tickingSince));
}
