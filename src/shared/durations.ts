/** Durations as texts, for the studio and for VS Code's own bars. All are in milliseconds. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** A duration: "0 s", "42 s", "3 min 20 s", "2 h 05 min". */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms / second)) * second;
  if (whole < minute) return `${whole / second} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min ${twoDigits((whole % minute) / second)} s`;
  // The time is rounded to minutes first, so that 59.6 minutes do not read "60 min".
  const minutes = Math.round(whole / minute);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/**
 * An estimated time left, rounded as far as it is worth: to steps of 5 s below a minute, 0 under 5 s, else to whole minutes.
 * A rounded one stays as it is.
 */
export function roundEstimate(ms: number): number {
  if (ms < 5 * second) return 0;
  if (ms <= 55 * second) return Math.ceil(ms / (5 * second)) * 5 * second;
  return Math.max(1, Math.round(ms / minute)) * minute;
}

/** A time left, coarser than `formatDuration`, being an estimate: "a few seconds", "40 s", "4 min", "1 h 30 min". */
export function formatEstimate(ms: number): string {
  const rounded = roundEstimate(ms);
  if (rounded === 0) return 'a few seconds';
  if (rounded < minute) return `${rounded / second} s`;
  return rounded < hour ? `${rounded / minute} min` : formatDuration(rounded);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
