import type { ModelChoice } from '../../src/shared/messages/protocol';
import type { Model } from '../engine/stylizer';
import type { Host } from '../hostLink/host';

/** The network that the host chose, as the engine takes it: its files are read by the host. */
export function readableModel(
  choice: Exclude<ModelChoice, { kind: 'cancelled' }>,
  host: Pick<Host, 'call'>,
  signal: AbortSignal,
): Model {
  const read = (file: string): Promise<Uint8Array> => host.call('readModelFile', { file }, { signal });
  return choice.kind === 'pocket' ? { kind: choice.kind, read } : { ...choice, read };
}
