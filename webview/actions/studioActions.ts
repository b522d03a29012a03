import { asPasticheError, errorText, toPlainError, type PasticheError } from '../../src/shared/errors';
import type {
  Job,
  KeptPicture,
  RunState,
  SavingSettings,
  StudioApi,
  StudioStart,
} from '../../src/shared/messages/protocol';
import type { Handlers } from '../../src/shared/messages/rpc';
import { canEncode, type CanEncode } from '../engineLink/encoders';
import { EngineSlot, type CreateEngine } from '../engineLink/engineSlot';
import { GpuTurns } from '../engineLink/gpuTurns';
import type { Host } from '../hostLink/host';
import type { UserIntent } from './intents';
import { JobRun } from './jobRun';
import { PictureShelf } from './pictureShelf';
import { LossHistory } from '../state/lossHistory';
import * as queues from '../state/queue';
import type { JobEntry, Queue } from '../state/queue';
import { draftOf, isValid, withOption, withPreset, type RecipeDraft } from '../state/recipeDraft';
import { hasImage, isActive, isSteerable, reduceRun, type RunEvent } from '../state/runView';
import { runStateOf, sameRunState } from '../state/runState';
import { saveAs } from './saveAs';
import { Saver } from './saver';
import type { StudioState } from '../state/studioState';
import { StyleActions } from './styleActions';
import { warmUp } from './warmUp';

/**
 * Acts on the intents that elements emit and on the host's messages: changes the state, starts runs, and calls the host.
 */
export class StudioActions {
  private readonly engines: EngineSlot;
  private readonly turns: GpuTurns;
  private readonly shelf: PictureShelf;
  private readonly saver: Saver;
  private readonly styles: StyleActions;
  /** The run that is shown, which is under way, or has ended and can still encode its image. */
  private shown: JobRun | undefined;
  private draining = false;
  private restarting = false;
  private announced: RunState | undefined;

  constructor(
    private readonly state: StudioState,
    private readonly host: Host,
    createEngine: CreateEngine,
    private readonly canWrite: CanEncode = canEncode,
    locks: LockManager | undefined = browserLocks(),
  ) {
    this.turns = new GpuTurns(locks, error => this.log('warn', error));
    this.engines = new EngineSlot(state, createEngine);
    this.shelf = new PictureShelf(host, state);
    this.saver = new Saver(host, state);
    this.styles = new StyleActions({
      ...{ host, state, shelf: this.shelf },
      setQueue: queue => this.setQueue(queue),
      exchanged: failed => this.exchanged(failed),
    });
  }

  /** Takes over the host's start state, and starts the first run unless the panel was restored. */
  begin({ intent, settings, autoStart, kept, resumes, expected }: StudioStart): void {
    this.state.settings.set(settings);
    this.setDraft(draftOf(intent.preset, intent.recipe));
    this.setQueue(queues.addJobs(this.state.queue.get(), intent.jobs));
    for (const picture of kept)
      this.setQueue(queues.restore(this.state.queue.get(), picture, urlFor(picture)));
    const current = queues.currentEntry(this.state.queue.get());
    this.showRecipeOf(current?.job);
    if (current && kept.length > 0) this.showRestored(current);
    if (resumes && current?.interrupted) this.goOn();
    else if (autoStart) this.start();
    else if (intent.jobs.length === 0) {
      void warmUp(
        this.surroundings,
        settings.device,
        expected && { content: expected, recipe: intent.recipe },
      );
    } else void this.previewCurrent();
  }

  /** Shows a run of before the page was loaded. */
  private showRestored({ interrupted, unsaved, job }: JobEntry): void {
    if (!unsaved) return;
    const recipe = interrupted?.recipe ?? job.settings?.recipe ?? this.state.draft.get().recipe;
    const phase = interrupted ? 'interrupted' : 'finished';
    this.state.losses.set({ history: new LossHistory(interrupted?.losses), revision: 0 });
    this.apply({ kind: 'restored', phase, recipe, epoch: unsaved.image.epoch });
  }

  /** Goes on with the current job's interrupted run, and then with the jobs that wait. */
  private goOn(): void {
    const { queue } = this.state;
    const entry = queues.currentEntry(queue.get());
    if (this.draining || !entry?.interrupted) return;
    void this.drain(entry);
  }

  /** Methods that the host calls. */
  readonly handlers: Handlers<StudioApi> = {
    enqueue: ({ jobs, preset, recipe }) => {
      // Each job keeps the settings that it was asked for with, whatever comes after it.
      const saving = this.state.settings.get();
      const own = jobs.map(job => ({
        ...job,
        settings: job.settings ?? { ...savingOf(saving), preset, recipe },
      }));
      this.setQueue(queues.addJobs(this.state.queue.get(), own));
      this.saver.goOn();
      this.start();
    },
    command: ({ command }) => this.perform({ kind: command }),
    settingsChanged: ({ jobs, ...settings }) => {
      this.state.settings.set(settings);
      this.setQueue(queues.withSaving(this.state.queue.get(), jobs));
    },
    vgg19Changed: vgg19 => this.apply({ kind: 'vgg19', vgg19 }),
  };

  perform(intent: UserIntent): void {
    void this.act(intent).catch((thrown: unknown) => this.tell(thrown));
  }

  /** Shows an error that belongs to no run, and logs it. */
  tell(thrown: unknown): void {
    const error = asPasticheError(thrown);
    if (error.code === 'cancelled') return;
    const title = error.code === 'internal' ? 'Something went wrong' : 'That did not work';
    this.state.notice.set({ severity: 'error', title, text: errorText(error) });
    this.log('error', error);
  }

  log(level: 'warn' | 'error', error: PasticheError): void {
    this.host.notify('log', { level, text: toPlainError(error).stack ?? errorText(error) });
  }

  private async act(intent: UserIntent): Promise<void> {
    const { state } = this;
    const draft = state.draft.get();
    switch (intent.kind) {
      case 'start':
        return this.start();
      case 'pause':
      case 'resume':
      case 'stop':
        return await this.steer(intent.kind);
      case 'save':
        return await this.saveShown();
      case 'saveUnsaved':
        return await this.saveUnsaved();
      case 'again':
        return await this.again();
      case 'retry':
        return await this.retry(intent.id);
      case 'remove':
        return await this.remove(intent.id);
      case 'saveResult':
        return await this.whileSaving(() => this.saver.save(intent.id));
      case 'open':
        return await this.host.call('openImage', { uri: intent.uri });
      case 'openSettings':
        return await this.host.call('openSettings', { query: intent.query });
      case 'setPreset':
        return this.setDraft(withPreset(intent.preset));
      case 'resetRecipe':
        return this.setDraft(withPreset(draft.preset));
      case 'setOption':
        return this.setDraft(withOption(draft, intent.key, intent.text));
      case 'halveSize':
        this.setDraft(withOption(draft, 'size', String(Math.floor(draft.recipe.size / 2))));
        return await this.again();
      case 'dismissNotice':
        return state.notice.set(null);
      default:
        return await this.styles.act(intent);
    }
  }

  /** Runs the waiting jobs; where none waits, the current job once more. */
  private start(): void {
    if (this.draining || !isValid(this.state.draft.get())) return;
    if (this.state.run.get().phase === 'interrupted') this.goOn();
    else if (this.next()) void this.drain();
    else void this.again();
  }

  /** Runs the waiting jobs one after the other. */
  private async drain(resumed?: JobEntry): Promise<void> {
    this.draining = true;
    try {
      for (let next = resumed ?? this.next(); next; next = this.next()) {
        if (!(await this.runJob(next, next === resumed))) break;
      }
    } finally {
      this.draining = false;
    }
    void this.previewCurrent();
  }

  /** Takes a job's own recipe into the draft, unless the person edited that: then it is meant for every job to come. */
  private showRecipeOf(job: Job | undefined): void {
    const { settings } = job ?? {};
    if (settings && !this.state.draft.get().edited) this.setDraft(draftOf(settings.preset, settings.recipe));
  }

  private next(): JobEntry | undefined {
    return queues.nextWaiting(this.state.queue.get());
  }

  /** Runs one job until it is done or has failed. @returns false when the queue should not go on by itself */
  private async runJob(entry: JobEntry, resumes: boolean): Promise<boolean> {
    const { state } = this;
    this.restarting = false;
    const { interrupted } = entry;
    const job = resumes && interrupted ? interrupted.job : entry.job;
    await this.shown?.release();
    state.notice.set(null);
    this.showRecipeOf(job);
    this.setQueue(queues.activate(state.queue.get(), job.id));
    const recipe = resumes && interrupted ? interrupted.recipe : state.draft.get().recipe;
    const run = new JobRun(this.surroundings, job, recipe, resumes ? interrupted : null);
    this.shown = run;
    try {
      await run.make();
      this.setQueue(queues.update(state.queue.get(), job.id, { status: 'done', interrupted: null }));
      return true;
    } catch (thrown) {
      return await this.takeFailure(run, asPasticheError(thrown), interrupted);
    }
  }

  private async takeFailure(
    run: JobRun,
    error: PasticheError,
    before: queues.Interrupted | null,
  ): Promise<boolean> {
    const { state, host } = this;
    const { id } = run.job;
    // What comes of losses that are no numbers, or of a state that fits no more, is the same every time.
    const isFinal = error.code === 'setting' || error.code === 'usage';
    const isCancelled = error.code === 'cancelled';
    const interrupted = run.interrupted ?? before;
    this.setQueue(queues.update(state.queue.get(), id, { interrupted }));
    // The person gave the image up where this run made it; one of before the page was loaded is theirs to give up.
    if (interrupted && (isFinal || (isCancelled && (run.interrupted || this.restarting)))) {
      await this.saver.setAside(id, run.interrupted !== null);
    }
    if (isCancelled) {
      this.setQueue(queues.requeue(state.queue.get(), id));
      this.apply({ kind: 'reset' });
      const entry = queues.entryOf(state.queue.get(), id);
      if (entry?.interrupted && !this.restarting) {
        this.setQueue(queues.update(state.queue.get(), id, { status: 'interrupted' }));
        this.showRestored(entry);
      }
      return this.restarting;
    }
    const plain = toPlainError(error);
    const began = state.run.get().epoch > 0;
    this.apply({ kind: 'fail', error: plain, now: performance.now() });
    this.setQueue(queues.update(state.queue.get(), id, { status: 'failed', error: plain }));
    // The next job would fail as well without a network or a device, but a device lost during a run may come back.
    const stopsAll =
      error.code === 'model' || error.code === 'network' || (error.code === 'device' && !began);
    const queue = state.queue.get();
    const job = queues.entryOf(queue, id)!.job;
    host.notify('runFailed', { job, error: plain, waiting: stopsAll ? 0 : queues.countWaiting(queue) });
    return !stopsAll;
  }

  private async steer(kind: 'pause' | 'resume' | 'stop'): Promise<void> {
    const { shown } = this;
    const run = this.state.run.get();
    if (kind === 'resume' && (run.phase === 'interrupted' || run.phase === 'failed')) return this.goOn();
    if (kind === 'stop' && run.phase === 'preparing') {
      return run.wentOnAt === null ? shown?.cancel() : shown?.stop();
    }
    if (!shown || !isSteerable(run)) return;
    if (kind === 'pause') {
      this.apply({ kind: 'pausing' });
      await shown.pause().catch(() => undefined); // A run that ends meanwhile reports its own end.
      if (shown !== this.shown) return;
    } else if (kind === 'stop') shown.stop();
    this.apply({ kind, now: performance.now() });
    if (kind === 'resume' && run.phase === 'paused') await shown.resume();
  }

  /** Runs the current job again, with the recipe as it is now. */
  private async again(): Promise<void> {
    const { queue, run, draft } = this.state;
    const id = queue.get().currentId;
    if (id === null || !isValid(draft.get())) return;
    if (isActive(run.get())) {
      if (run.get().step === 'saving') return; // The run is over, and its picture is about to be written.
      this.restarting = true;
      this.shown?.cancel();
    } else await this.retry(id);
  }

  private async retry(id: string): Promise<void> {
    const { queue } = this.state;
    if (queues.entryOf(queue.get(), id)?.interrupted) await this.saver.setAside(id);
    if (this.state.run.get().phase === 'interrupted') this.apply({ kind: 'reset' });
    if (queues.entryOf(queue.get(), id)?.status === 'active') return;
    if (this.draining) this.setQueue(queues.update(queue.get(), id, { status: 'waiting', error: null }));
    else this.setQueue(queues.requeue(queue.get(), id));
    this.start();
  }

  private async remove(id: string): Promise<void> {
    const { queue } = this.state;
    if (!(await this.mayRemove(id))) return;
    const wasShown = queue.get().currentId === id;
    if (this.state.painting.get()?.jobId === id) this.state.painting.set(null);
    this.setQueue(queues.remove(queue.get(), id));
    if (!wasShown || queue.get().currentId === id) return;
    this.apply({ kind: 'reset' });
    await this.previewCurrent();
  }

  /** Asks where a job has pictures that are not saved, and saves them where that is the answer. */
  private async mayRemove(id: string): Promise<boolean> {
    const pictures = (): number => {
      const entry = queues.entryOf(this.state.queue.get(), id);
      return entry ? queues.unsavedOf(entry).length : 0;
    };
    const entry = queues.entryOf(this.state.queue.get(), id);
    if (!entry || entry.status === 'active') return false;
    if (pictures() === 0) return true;
    const answer = await this.host.call('askRemoval', { content: entry.job.content, count: pictures() });
    if (answer === 'save') await this.whileSaving(() => this.saver.save(id));
    if (answer === 'discard' || (answer === 'save' && pictures() === 0)) this.saver.discard(id);
    return answer !== 'cancel' && pictures() === 0;
  }

  private async saveShown(): Promise<void> {
    const { queue, run } = this.state;
    const entry = queues.currentEntry(queue.get());
    if (!entry || this.state.saving.get()) return;
    await this.whileSaving(async () => {
      const { id } = entry.job;
      const isOver = !isActive(run.get());
      const isFinal = isOver && entry.unsaved !== null;
      if (isOver && entry.saved && !entry.unsaved) {
        const ended = run.get().phase === 'finished' ? this.shown : undefined;
        return await saveAs(this.surroundings, entry, ended);
      }
      if (!isFinal) {
        if (!this.shown || !hasImage(run.get())) return;
        this.saver.keep(id, await this.shown.encode());
      }
      await this.saver.save(id);
    });
  }

  /** Saves all pictures of all jobs that are not saved; an unfinished one that can go on waits for its run. */
  private async saveUnsaved(): Promise<void> {
    const unsaved = this.state.queue
      .get()
      .entries.filter(entry => !entry.interrupted && queues.unsavedOf(entry).length > 0);
    await this.whileSaving(async () => {
      for (const [index, { job }] of unsaved.entries())
        await this.saver.save(job.id, unsaved.length - 1 - index);
    });
  }

  private async whileSaving(work: () => Promise<void>): Promise<void> {
    if (this.state.saving.get()) return;
    this.state.saving.set(true);
    try {
      await work();
    } finally {
      this.state.saving.set(false);
    }
  }

  private async exchanged(failed: boolean): Promise<void> {
    // A style chosen after a failure is meant to be tried at once; else the person may first want to change the recipe.
    if (failed) this.start();
    else if (!this.draining) {
      this.apply({ kind: 'reset' });
      await this.previewCurrent();
    }
  }

  private async previewCurrent(): Promise<void> {
    const entry = queues.currentEntry(this.state.queue.get());
    if (entry?.status === 'waiting' || entry?.interrupted) await this.shelf.preview(entry.job);
  }

  private get surroundings(): ConstructorParameters<typeof JobRun>[0] {
    const { host, state, engines, turns, shelf, saver, canWrite } = this;
    return { host, state, engines, turns, shelf, saver, canWrite, apply: event => this.apply(event) };
  }

  private apply(event: RunEvent): void {
    this.state.run.set(reduceRun(this.state.run.get(), event));
    this.announce();
  }

  /** Tells the host what it shows of the run when that has changed. */
  private announce(): void {
    const now = runStateOf(this.state.run.get(), queues.currentEntry(this.state.queue.get())?.job);
    if (this.announced && sameRunState(now, this.announced)) return;
    this.announced = now;
    this.host.notify('runChanged', now);
  }

  private setQueue(queue: Queue): void {
    this.state.queue.set(queue);
    this.remember();
    this.announce();
  }

  private setDraft(draft: RecipeDraft): void {
    this.state.draft.set(draft);
    this.remember();
  }

  private remember(): void {
    const { preset, recipe, edited } = this.state.draft.get();
    // The edited recipe is the one that these jobs would be made by.
    const jobs = queues.jobsToKeep(this.state.queue.get()).map(job => {
      return edited && job.settings ? { ...job, settings: { ...job.settings, preset, recipe } } : job;
    });
    if (jobs.length > 0) this.host.remember({ jobs, preset, recipe });
  }
}

/** The locks that the pages of one origin share; none where the page has no origin of its own, or the browser is old. */
function browserLocks(): LockManager | undefined {
  return (navigator as { readonly locks?: LockManager }).locks;
}

function savingOf({ output, autoSave, saveEvery }: SavingSettings): SavingSettings {
  return { output, autoSave, saveEvery };
}

/** A url that shows a kept picture. */
function urlFor({ bytes, format }: KeptPicture): string {
  return URL.createObjectURL(new Blob([bytes.slice()], { type: `image/${format.type}` }));
}
