import { asPasticheError, errorText, type PasticheError } from '../../src/shared/errors';
import type { Recipe } from '../../src/shared/recipe/recipe';
import type { ModelLabel } from '../../src/shared/messages/output';
import type { Job } from '../../src/shared/messages/protocol';
import type { EncodedImage } from '../engine/stylizer';
import type { Host } from '../hostLink/host';
import { addUnsaved, entryOf, exchangeUnsaved, unsavedOf, update, type UnsavedPicture } from '../state/queue';
import type { StudioState } from '../state/studioState';

/** Saves pictures through the host. A picture that could not be written is kept, to be saved again. */
export class Saver {
  private intermediates: Promise<void> = Promise.resolve();
  private hurrying: Promise<void> = Promise.resolve();
  private hurry: () => void = () => undefined;

  constructor(
    private readonly host: Host,
    private readonly state: StudioState,
  ) {
    this.goOn();
  }

  /** Keeps a job's picture until it is written. */
  keep(id: string, picture: UnsavedPicture): void {
    this.state.queue.set(addUnsaved(this.state.queue.get(), id, picture));
  }

  /**
   * Has the host keep a picture where it outlives the page, unless it is written by now. Where that fails, the page has it
   * still, and the person is told.
   */
  async secure(id: string, picture: UnsavedPicture, recipe: Recipe): Promise<void> {
    const entry = entryOf(this.state.queue.get(), id);
    // The picture of a run that can go on is kept with that run.
    if (!entry || !unsavedOf(entry).includes(picture) || picture.partial) return;
    const job = entry.ran ?? entry.job;
    const { image, model } = picture;
    try {
      const { bytes, format, epoch } = image;
      const keptId = await this.host.call('keepPicture', { job, recipe, model, format, epoch, bytes });
      const { queue } = this.state;
      const now = entryOf(queue.get(), id);
      if (now && unsavedOf(now).includes(picture)) {
        queue.set(exchangeUnsaved(queue.get(), id, picture, { ...picture, keptId }));
      } else this.forget(keptId); // It was written meanwhile.
    } catch (thrown) {
      this.tell('The picture is kept in this window alone', job, thrown);
    }
  }

  /** The host is to keep a run no longer: it has ended, or the person gave it up. */
  endRun(id: string): void {
    this.quietly(this.host.call('endRun', { job: id, setAside: false }));
  }

  /**
   * Ends an interrupted run; its picture stays, as one that no run goes on from.
   * @param isGivenUp true where the picture is not to stay, or is kept by itself
   */
  async setAside(id: string, isGivenUp = false): Promise<void> {
    const { queue } = this.state;
    const keptId = await this.host.call('endRun', { job: id, setAside: !isGivenUp });
    const partial = unsavedOf(entryOf(queue.get(), id)!).find(picture => picture.partial);
    if (partial) {
      const own = { ...partial, partial: false, ...(keptId !== null && { keptId }) };
      queue.set(exchangeUnsaved(queue.get(), id, partial, own));
    }
    queue.set(update(queue.get(), id, { interrupted: null }));
  }

  /** Drops the picture of an interrupted run that goes on: the run's own takes its place, and the host keeps both. */
  dropPartial(id: string): void {
    const { queue } = this.state;
    const entry = entryOf(queue.get(), id);
    const partial = entry && unsavedOf(entry).find(picture => picture.partial);
    if (!partial) return;
    queue.set(exchangeUnsaved(queue.get(), id, partial));
    if (partial.url !== undefined) URL.revokeObjectURL(partial.url);
  }

  /** Gives up all pictures of a job that are not written. */
  discard(id: string): void {
    const entry = entryOf(this.state.queue.get(), id);
    if (!entry) return;
    for (const picture of unsavedOf(entry)) this.taken(id, picture);
    if (entry.interrupted) this.endRun(id);
  }

  /** Settles when a job is queued, which is not to wait for a picture that a person has yet to find a place for. */
  hurried(): Promise<void> {
    return this.hurrying;
  }

  /** Lets whoever waits for a picture's place go on. */
  goOn(): void {
    this.hurry();
    this.hurrying = new Promise(resolve => (this.hurry = resolve));
  }

  /** Shows what failed beside a run that goes on. */
  tellTrouble(job: Job, problem: PasticheError): void {
    this.tell('Something failed beside the run', job, problem, null);
  }

  /**
   * Writes all pictures that `keep` was given, oldest first, and shows a notice where that fails.
   * @param waiting number of jobs that follow by themselves, for a picture that is saved without being asked
   * @param last the picture with which the run ends
   */
  async save(id: string, waiting = 0, last?: UnsavedPicture): Promise<void> {
    const entry = entryOf(this.state.queue.get(), id);
    if (!entry) return;
    const job = entry.ran ?? entry.job; // The job as it ran: its styles may have been changed since.
    for (const picture of unsavedOf(entry)) {
      const { image, model } = picture;
      try {
        const { bytes, format } = image;
        const about = { job, bytes, format, model, waiting };
        const saved = await this.host.call('saveImage', { ...about, endsRun: picture === last });
        this.taken(id, picture);
        this.state.queue.set(update(this.state.queue.get(), id, { saved }));
      } catch (thrown) {
        this.tell('The picture could not be saved', job, thrown);
        return; // The others would fail as well.
      }
    }
  }

  /** Takes a picture that is written, or given up, out of all keeping. */
  private taken(id: string, picture: UnsavedPicture): void {
    const { queue } = this.state;
    const entry = entryOf(queue.get(), id);
    // The host may have begun to keep it meanwhile.
    const now = entry && unsavedOf(entry).find(({ image }) => image === picture.image);
    if (!now) return;
    queue.set(exchangeUnsaved(queue.get(), id, now));
    if (now.keptId !== undefined) this.forget(now.keptId);
  }

  private forget(id: string): void {
    this.quietly(this.host.call('forgetPicture', { id }));
  }

  /** Logs what fails in tidying up, which costs the person nothing. */
  private quietly(work: Promise<unknown>): void {
    work.catch((thrown: unknown) => {
      const error = asPasticheError(thrown);
      if (error.code !== 'cancelled') this.host.notify('log', { level: 'warn', text: errorText(error) });
    });
  }

  /** Writes an intermediate once the earlier ones are written. */
  saveIntermediate(job: Job, { bytes, format, epoch }: EncodedImage, model: ModelLabel): void {
    this.intermediates = this.intermediates.then(async () => {
      try {
        await this.host.call('saveImage', { job, bytes, format, model, intermediateEpoch: epoch });
      } catch (thrown) {
        this.tell(`The intermediate of epoch ${epoch} could not be saved`, job, thrown);
      }
    });
  }

  private tell(
    title: string,
    job: Job,
    thrown: unknown,
    settingsQuery: string | null = 'pastiche.output',
  ): void {
    const error = asPasticheError(thrown);
    if (error.code === 'cancelled') return;
    const text = `${job.content.name}: ${errorText(error)}`;
    this.state.notice.set({
      severity: 'error',
      title,
      text,
      ...(settingsQuery !== null && { settingsQuery }),
    });
    this.host.notify('log', { level: 'error', text: `${title}. ${text}` });
  }
}
