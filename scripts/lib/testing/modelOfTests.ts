import type { Stage } from './stages';
import { extras } from './stages';

/** The model that the caller named, for the extra stages. */
const named = process.env['PASTICHE_MODEL'];

/**
 * Sets PASTICHE_MODEL for a stage and for all processes that it starts. The ordinary stages take the pocket network,
 * whatever this machine or the caller has: they look for no weights beside the clone or in a cache, and ask no server.
 * Extra stages take the model that the caller named.
 */
export function setModelFor(stage: Stage): void {
  const model = extras.includes(stage) ? named : 'pocket';
  if (model === undefined) delete process.env['PASTICHE_MODEL'];
  else process.env['PASTICHE_MODEL'] = model;
}
