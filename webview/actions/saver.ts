import { asPasticheError, errorText } from '../../src/shared/errors';
import type { ModelLabel } from '../../src/shared/messages/output';
import type { Job } from '../../src/shared/messages/protocol';
import type { EncodedImage } from '../engine/stylizer';
import type { Host } from '../hostLink/host';
import { entryOf, update, type UnsavedPicture } from '../state/queue';
import type { StudioState } from '../state/studioState';

/** Saves pictures through the host. A picture that could not be written is kept, to be saved again. */
export class Saver {
  private intermediates: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: Host,
    private readonly state: StudioState,
  ) {}

  /** Keeps a job's picture until it is written. */
  keep(id: string, picture: UnsavedPicture): void {
    this.state.queue.set(update(this.state.queue.get(), id, { unsaved: picture }));
  }

  /**
   * Writes the picture that `keep` was given, and shows a notice where that fails.
   * @param waiting number of jobs that follow by themselves, for a picture that is saved without being asked
   */
  async save(id: string, waiting = 0): Promise<void> {
    const entry = entryOf(this.state.queue.get(), id);
    if (!entry?.unsaved) return;
    const { unsaved } = entry;
    const job = entry.ran ?? entry.job; // The job as it ran: its styles may have been changed since.
    const { image, model } = unsaved;
    try {
      const saved = await this.host.call('saveImage', {
        job,
        bytes: image.bytes,
        format: image.format,
        model,
        waiting,
      });
      const isLatest = entryOf(this.state.queue.get(), id)?.unsaved === unsaved;
      this.state.queue.set(
        update(this.state.queue.get(), id, isLatest ? { saved, unsaved: null } : { saved }),
      );
    } catch (thrown) {
      this.tell('The picture could not be saved', job, thrown);
    }
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

  private tell(title: string, job: Job, thrown: unknown): void {
    const error = asPasticheError(thrown);
    if (error.code === 'cancelled') return;
    const text = `${job.content.name}: ${errorText(error)}`;
    this.state.notice.set({ severity: 'error', title, text, settingsQuery: 'pastiche.output' });
    this.host.notify('log', { level: 'error', text: `${title}. ${text}` });
  }
}
