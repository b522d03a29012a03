import { outputTypes, outputTypeOf, type OutputFormat } from '../../src/shared/messages/output';
import type { Job } from '../../src/shared/messages/protocol';
import type { CanEncode } from '../engineLink/encoders';
import type { Host } from '../hostLink/host';
import { update, type JobEntry, type UnsavedPicture } from '../state/queue';
import type { StudioState } from '../state/studioState';

interface SaveAsParts {
  readonly host: Host;
  readonly state: StudioState;
  readonly canWrite: CanEncode;
}

/** A run that is over and holds its picture. */
interface EndedRun {
  readonly job: Job;
  encode(format: OutputFormat): Promise<UnsavedPicture>;
}

/**
 * Saves a picture that was saved before under a name that the person is asked for, as the type that the name's ending says.
 * @param run the run that holds the picture; where none does any more, the saved file is copied, as its own type
 * @throws PasticheError `output`
 */
export async function saveAs(
  { host, state, canWrite }: SaveAsParts,
  { job, ran, saved }: JobEntry,
  run: EndedRun | undefined,
): Promise<void> {
  if (!saved) return;
  const made = run?.job.id === job.id ? run : undefined;
  const { output } = (ran ?? job).settings ?? state.settings.get();
  const own = outputTypeOf(saved.label) ?? output.type;
  const types = [own];
  for (const type of made ? outputTypes : []) {
    if (type !== own && (await canWrite(type))) types.push(type);
  }
  const place = await host.call('askPlace', { job: ran ?? job, types });
  if (!place) return;
  const bytes = made
    ? (await made.encode({ ...output, type: place.type })).image.bytes
    : await host.call('readImage', { uri: saved.uri });
  const again = await host.call('saveAt', { uri: place.uri, bytes });
  state.queue.set(update(state.queue.get(), job.id, { saved: again }));
}
