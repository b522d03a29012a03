/**
 * What lies between a picked style and the first changed pixel, in the order of an ordinary start. Each step is marked where it
 * ends, in the page or in the worker; `npm run bench -- --start` reads the marks.
 */
export type StartStep =
  /** The page's script runs. */
  | 'script'
  /** The host has told the studio what to do. */
  | 'told'
  | 'worker-fetched'
  /** The worker's script has run. */
  | 'worker-script'
  | 'worker-attached'
  | 'device'
  /** The worker has done all that does not depend on the style. */
  | 'prepared'
  | 'images'
  | 'network-chosen'
  | 'run-asked'
  | 'decoding'
  | 'decoded'
  | 'weights'
  | 'network'
  | 'targets'
  | 'epoch'
  | 'painted';

const prefix = 'pastiche:';

/** Marks the end of a step in the performance timeline; only the first in the life of a page or worker counts. */
export function markStart(step: StartStep): void {
  const name = `${prefix}${step}`;
  if (performance.getEntriesByName(name, 'mark').length === 0) performance.mark(name);
}

/** Takes a mark back that was not left by the start itself, so that the start's own counts. */
export function forgetStart(step: StartStep): void {
  performance.clearMarks(`${prefix}${step}`);
}
