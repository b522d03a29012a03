import type { Stage } from './stages';
import { extras } from './stages';

/** What the caller named, for the extra stages. */
const named = process.env['PASTICHE_MODEL'];

/**
 * Sets PASTICHE_MODEL for a stage and for all that it starts. The ordinary stages have the network in the box, whatever this
 * machine or its caller has: nothing is looked for beside the clone or in a cache, and no server is asked. Extra stages have
 * what the caller named.
 */
export function setModelFor(stage: Stage): void {
  const model = extras.includes(stage) ? named : 'pocket';
  if (model === undefined) delete process.env['PASTICHE_MODEL'];
  else process.env['PASTICHE_MODEL'] = model;
}
