/** Formatting of numbers for display in the studio. */

const second = 1000;

/** Bytes, to two digits: "95 MB", "310 MB", "2.4 GB". */
export function formatMemory(bytes: number): string {
  const megabytes = Math.max(1, Number((bytes / 1e6).toPrecision(2)));
  return megabytes < 1000 ? `${megabytes} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
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
