/** Formatting of numbers for display in the studio. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Bytes, to two digits: "95 MB", "310 MB", "2.4 GB". */
export function formatMemory(bytes: number): string {
  const megabytes = Math.max(1, Number((bytes / 1e6).toPrecision(2)));
  return megabytes < 1000 ? `${megabytes} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}

/** A duration in milliseconds: "0 s", "42 s", "3 min 20 s", "2 h 05 min". */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms / second)) * second;
  if (whole < minute) return `${whole / second} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min ${twoDigits((whole % minute) / second)} s`;
  // The time is rounded to minutes first, so that 59.6 minutes do not read "60 min".
  const minutes = Math.round(whole / minute);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/**
 * A time left in milliseconds, coarser than `formatDuration`, being an estimate: "a few seconds", "about 40 s", "about 4
 * min".
 */
export function formatEstimate(ms: number): string {
  if (ms < 5 * second) return 'a few seconds';
  if (ms < 55 * second) return `about ${Math.ceil(ms / (5 * second)) * 5} s`;
  if (ms < 59.5 * minute) return `about ${Math.max(1, Math.round(ms / minute))} min`;
  return `about ${formatDuration(Math.round(ms / minute) * minute)}`;
}

/** Milliseconds of one epoch: "38 ms", "0.42 s", "12.3 s", "134 s". */
export function formatEpochTime(ms: number): string {
  if (ms < 99.5) return `${Math.max(1, Math.round(ms))} ms`;
  const seconds = ms / second;
  return `${seconds.toFixed(seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0)} s`;
}

/** A loss to three digits, below a tenth to two: "0", "1.23", "456", "0.041", "1.23e+7". */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5) return value.toExponential(2);
  if (magnitude < 1e-3) return value.toExponential(1);
  if (magnitude >= 100) return value.toFixed(0);
  return value.toPrecision(magnitude < 0.1 ? 2 : 3);
}

export function formatPercent(fraction: number): string {
  return `${Math.round(100 * Math.min(1, Math.max(0, fraction)))} %`;
}

/** A file's name without its extension, which names a style. */
export function stem(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
