import type { JobStyles } from '../../src/shared/messages/protocol';
import type { Host } from '../hostLink/host';
import type { StyleIntent } from './intents';
import * as styles from '../state/jobStyles';
import type { PictureShelf } from './pictureShelf';
import * as queues from '../state/queue';
import type { JobEntry, Queue } from '../state/queue';
import type { StudioState } from '../state/studioState';

/** Parts of the studio that a change of styles needs. */
export interface StyleSurroundings {
  readonly host: Host;
  readonly state: StudioState;
  readonly shelf: PictureShelf;
  setQueue(queue: Queue): void;
  /** Called when the job that is shown was replaced by one that waits; `failed` when the old one had failed. */
  exchanged(failed: boolean): Promise<void>;
}

/**
 * Acts on intents that change a job's styles. Exchanging a style of a job that runs or is done makes a new job; any other
 * change is made to the job itself, for its next run.
 */
export class StyleActions {
  constructor(private readonly around: StyleSurroundings) {}

  async act(intent: StyleIntent): Promise<void> {
    const entry = queues.currentEntry(this.queue);
    if (!entry) return;
    switch (intent.kind) {
      case 'addStyle':
        return await this.add(entry);
      case 'pickStyle':
        return await this.exchange(entry, intent.index);
      case 'removeStyle':
        return await this.change(entry, now => styles.withoutStyle(now, intent.index));
      case 'setShare':
        return await this.change(entry, now => styles.withShare(now, intent.index, intent.percent));
      case 'stylesToAll':
        return this.toAll(entry);
      case 'paintRegion':
        return this.around.state.painting.set({ jobId: entry.job.id, index: intent.index });
      case 'cancelRegion':
        return this.around.state.painting.set(null);
      case 'pickMask':
        return await this.pickMask();
      case 'setRegion':
        return await this.endPainting(intent.region);
    }
  }

  private async add(entry: JobEntry): Promise<void> {
    if (entry.job.styles.length >= styles.mostStyles) return;
    const image = await this.around.host.call('pickStyle', { content: entry.job.content });
    if (image) await this.change(entry, now => styles.withStyle(now, image));
  }

  private async exchange({ job }: JobEntry, index: number): Promise<void> {
    const image = await this.around.host.call('pickStyle', { content: job.content });
    const entry = queues.entryOf(this.queue, job.id);
    if (!image || !entry) return;
    const exchanged = styles.withImage(entry.job.styles, index, image);
    this.around.setQueue(queues.repaint(this.queue, job.id, exchanged, crypto.randomUUID()));
    await this.around.exchanged(entry.status === 'failed');
  }

  private async pickMask(): Promise<void> {
    const entry = queues.entryOf(this.queue, this.around.state.painting.get()?.jobId ?? null);
    if (!entry) return;
    const image = await this.around.host.call('pickMask', { content: entry.job.content });
    if (image) await this.endPainting({ kind: 'image', image });
  }

  private async endPainting(region: Parameters<typeof styles.withRegion>[2]): Promise<void> {
    const { painting } = this.around.state;
    const painted = painting.get();
    const entry = queues.entryOf(this.queue, painted?.jobId ?? null);
    painting.set(null);
    if (painted && entry) await this.change(entry, now => styles.withRegion(now, painted.index, region));
  }

  /** Gives a job's styles to all jobs that wait, without the regions painted on its content image. */
  private toAll({ job }: JobEntry): void {
    const shared = styles.withoutPaint(job.styles);
    const waiting = this.queue.entries.filter(entry => entry.status === 'waiting' && entry.job.id !== job.id);
    this.around.setQueue(
      waiting.reduce((queue, entry) => queues.restyle(queue, entry.job.id, shared), this.queue),
    );
  }

  private async change({ job }: JobEntry, change: (now: JobStyles) => JobStyles): Promise<void> {
    const entry = queues.entryOf(this.queue, job.id); // Looked up again: the job may have changed while a picker was open.
    if (!entry) return;
    this.around.setQueue(queues.restyle(this.queue, job.id, change(entry.job.styles)));
    const shown = queues.currentEntry(this.queue);
    if (shown) await this.around.shelf.complete(shown.job);
  }

  private get queue(): Queue {
    return this.around.state.queue.get();
  }
}
