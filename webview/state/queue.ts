import type { Recipe } from '../../src/shared/recipe/recipe';
import type { PlainError } from '../../src/shared/errors';
import type { EpochReport } from '../../src/shared/messages/epochReport';
import { unpackCurve } from '../../src/shared/messages/lossCurve';
import type { ModelLabel } from '../../src/shared/messages/output';
import type {
  Job,
  JobStyles,
  KeptPicture,
  SavedImage,
  SavingSettings,
} from '../../src/shared/messages/protocol';
import type { EncodedImage } from '../engine/stylizer';
import { sameStyles } from './jobStyles';

/** An interrupted job waits for the person: it can go on where it was. */
export type JobStatus = 'waiting' | 'active' | 'interrupted' | 'done' | 'failed';

/** A picture that is not written yet: it exists only in the studio until it is saved. */
export interface UnsavedPicture {
  readonly image: EncodedImage;
  readonly model: ModelLabel;
  /** Name under which the host keeps it; absent where it does not yet, or keeps it as a run's picture. */
  readonly keptId?: string;
  /** True for the picture of a run that can go on: the host keeps it with that run, and it goes once the run does. */
  readonly partial?: boolean;
  /** Url that shows a picture which no canvas shows, since it was made before the page was loaded. */
  readonly url?: string;
}

/** A run that can go on where it was. */
export interface Interrupted {
  /** Epochs taken, as far as they are kept. */
  readonly epoch: number;
  readonly recipe: Recipe;
  /** The job as it ran. */
  readonly job: Job;
  /** Losses up to that epoch, as far as they are kept. */
  readonly losses: readonly EpochReport[];
}

export interface JobEntry {
  readonly job: Job;
  /** The job as its latest run took it, since its styles may have been changed later; null before the first run. */
  readonly ran: Job | null;
  readonly status: JobStatus;
  readonly error: PlainError | null;
  readonly saved: SavedImage | null;
  /** The newest picture that is not written. */
  readonly unsaved: UnsavedPicture | null;
  /** Pictures of earlier runs that are not written either: no picture takes the place of another. */
  readonly older: readonly UnsavedPicture[];
  readonly interrupted: Interrupted | null;
}

/** All jobs in the order in which they run, done ones included. The studio shows the current one. */
export interface Queue {
  readonly entries: readonly JobEntry[];
  readonly currentId: string | null;
}

export const emptyQueue: Queue = { entries: [], currentId: null };

/** Adds jobs at the end; the first of them becomes the current one unless that is under way or waiting. */
export function addJobs(queue: Queue, jobs: readonly Job[]): Queue {
  const known = new Set(queue.entries.map(entry => entry.job.id));
  const added = jobs.filter(job => !known.has(job.id)).map(waiting);
  const status = currentEntry(queue)?.status;
  const keepsCurrent = status === 'active' || status === 'waiting';
  return {
    entries: [...queue.entries, ...added],
    currentId: keepsCurrent ? queue.currentId : (added[0]?.job.id ?? queue.currentId),
  };
}

export function currentEntry(queue: Queue): JobEntry | undefined {
  return entryOf(queue, queue.currentId);
}

export function entryOf(queue: Queue, id: string | null): JobEntry | undefined {
  return queue.entries.find(entry => entry.job.id === id);
}

export function countWaiting({ entries }: Queue): number {
  return entries.filter(entry => entry.status === 'waiting').length;
}

export function nextWaiting(queue: Queue): JobEntry | undefined {
  return queue.entries.find(entry => entry.status === 'waiting');
}

/** Makes the job that starts now the current one. */
export function activate(queue: Queue, id: string): Queue {
  const ran = entryOf(queue, id)?.job ?? null;
  return { ...update(queue, id, { status: 'active', error: null, ran }), currentId: id };
}

/** Changes the styles of a job; a run under way keeps those that it began with. */
export function restyle(queue: Queue, id: string, styles: JobStyles): Queue {
  return {
    ...queue,
    entries: queue.entries.map(entry =>
      entry.job.id === id ? { ...entry, job: { ...entry.job, styles } } : entry,
    ),
  };
}

/** Keeps a picture until it is written, beside those that are not written either. */
export function addUnsaved(queue: Queue, id: string, picture: UnsavedPicture): Queue {
  const { unsaved = null, older = [] } = entryOf(queue, id) ?? {};
  return update(queue, id, { unsaved: picture, older: unsaved ? [...older, unsaved] : older });
}

/** All pictures of a job that are not written, oldest first. */
export function unsavedOf({
  unsaved,
  older,
}: Pick<JobEntry, 'unsaved' | 'older'>): readonly UnsavedPicture[] {
  return unsaved ? [...older, unsaved] : older;
}

/** Exchanges an unsaved picture, or takes it out where it has been written or given up. */
export function exchangeUnsaved(queue: Queue, id: string, old: UnsavedPicture, next?: UnsavedPicture): Queue {
  const entry = entryOf(queue, id);
  if (!entry) return queue;
  const all = unsavedOf(entry).flatMap(picture => (picture === old ? (next ? [next] : []) : [picture]));
  return update(queue, id, { unsaved: all.at(-1) ?? null, older: all.slice(0, -1) });
}

/** Brings back a picture that the host kept, and with it its job; an interrupted run becomes the current job. */
export function restore(queue: Queue, kept: KeptPicture, url: string): Queue {
  const { id, resumable, job, recipe, model, format, epoch, bytes, curve } = kept;
  const added = entryOf(queue, job.id) ? queue : addJobs(queue, [job]);
  const image = { bytes, format, epoch };
  const picture: UnsavedPicture = { image, model, url, ...(resumable ? { partial: true } : { keptId: id }) };
  const wasInterrupted = entryOf(added, job.id)?.status === 'interrupted';
  const restored = update(addUnsaved(added, job.id, picture), job.id, {
    ran: job,
    status: resumable || wasInterrupted ? 'interrupted' : 'done',
    ...(resumable && { interrupted: { epoch, recipe, job, losses: curve ? unpackCurve(curve, epoch) : [] } }),
  });
  return resumable ? { ...restored, currentId: job.id } : restored;
}

/** Changes how the pictures of jobs are saved; a run under way keeps what it began with. */
export function withSaving(
  queue: Queue,
  changes: readonly { readonly id: string; readonly saving: SavingSettings }[],
): Queue {
  const byId = new Map(changes.map(({ id, saving }) => [id, saving]));
  return {
    ...queue,
    entries: queue.entries.map(entry => {
      const { id, settings } = entry.job;
      const saving = byId.get(id);
      if (!saving || !settings) return entry;
      return { ...entry, job: { ...entry.job, settings: { ...settings, ...saving } } };
    }),
  };
}

/** True where the job's latest run had other styles than its next one will have. */
export function isRestyled({ job, ran }: JobEntry): boolean {
  return ran !== null && !sameStyles(job.styles, ran.styles);
}

/** Makes a job wait again, as the current one. Its saved picture stays linked, and an unsaved one can still be saved. */
export function requeue(queue: Queue, id: string): Queue {
  return { ...update(queue, id, { status: 'waiting', error: null }), currentId: id };
}

export function update(queue: Queue, id: string, change: Partial<Omit<JobEntry, 'job'>>): Queue {
  return {
    ...queue,
    entries: queue.entries.map(entry => (entry.job.id === id ? { ...entry, ...change } : entry)),
  };
}

/** Removes a job that is not running. If it was the current one, the next that waits becomes it, or else the last. */
export function remove(queue: Queue, id: string): Queue {
  const entries = queue.entries.filter(entry => entry.job.id !== id || entry.status === 'active');
  const currentId = entries.some(entry => entry.job.id === queue.currentId)
    ? queue.currentId
    : ((entries.find(entry => entry.status === 'waiting') ?? entries.at(-1))?.job.id ?? null);
  return { entries, currentId };
}

/**
 * Asks for a job's content image in other styles. A job that has not run, or has failed, is changed; one that runs or is
 * done keeps its styles, and a new job waits after it.
 */
export function repaint(queue: Queue, id: string, styles: JobStyles, newId: string): Queue {
  const entry = entryOf(queue, id);
  if (!entry) return queue;
  if (entry.status === 'active' || entry.status === 'done') {
    return addJobs(queue, [{ ...entry.job, styles, id: newId }]);
  }
  return { ...update(restyle(queue, id, styles), id, { status: 'waiting', error: null }), currentId: id };
}

/** Jobs that a reload brings back: all that are not done, or the last job where all are. */
export function jobsToKeep(queue: Queue): readonly Job[] {
  const open = queue.entries.filter(entry => entry.status !== 'done');
  const last = queue.entries.at(-1);
  return (open.length > 0 || !last ? open : [last]).map(entry => entry.job);
}

function waiting(job: Job): JobEntry {
  return {
    job,
    ran: null,
    status: 'waiting',
    error: null,
    saved: null,
    unsaved: null,
    older: [],
    interrupted: null,
  };
}
