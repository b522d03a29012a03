import { asPasticheError, PasticheError, throwIfAborted } from '../../src/shared/errors';
import { isGpu } from '../../src/shared/gpu/device';
import { packCurve } from '../../src/shared/messages/lossCurve';
import type { OutputFormat } from '../../src/shared/messages/output';
import type { Job, ModelChoice, SavingSettings } from '../../src/shared/messages/protocol';
import type { Recipe } from '../../src/shared/recipe/recipe';
import { markStart } from '../../src/shared/startMarks';
import { abortWith } from '../../src/shared/model/abortWith';
import { abortable, settlesWithin } from '../engineLink/abortable';
import { ensureEncoder, type CanEncode } from '../engineLink/encoders';
import type { EngineSlot } from '../engineLink/engineSlot';
import type { GpuTurn, GpuTurns } from '../engineLink/gpuTurns';
import { readableModel } from './readableModel';
import type { Model, RunObserver, RunRequest, RunStart, StylizeRun } from '../engine/stylizer';
import type { Host } from '../hostLink/host';
import { LossHistory } from '../state/lossHistory';
import type { PictureShelf } from './pictureShelf';
import { countWaiting, type Interrupted, type UnsavedPicture } from '../state/queue';
import type { RunEvent } from '../state/runView';
import { Recoveries } from './recoveries';
import type { Saver } from './saver';
import type { StudioState } from '../state/studioState';

/** Parts of the studio that a job's run needs. */
export interface JobSurroundings {
  readonly host: Host;
  readonly state: StudioState;
  readonly engines: EngineSlot;
  readonly turns: GpuTurns;
  readonly shelf: PictureShelf;
  readonly saver: Saver;
  readonly canWrite: CanEncode;
  apply(event: RunEvent): void;
}

/** Milliseconds that a failing device has to hand out the last image, or to end a run that was given up. */
const patienceMs = 10_000;

/**
 * One run of a job, from its files to its saved picture: `make` is called once, and the other methods steer it meanwhile.
 */
export class JobRun {
  private readonly giveUp = new AbortController();
  private run: StylizeRun | undefined;
  private start: RunStart | undefined;
  /** This run's turn on the GPU. It has none while it is paused. */
  private turn: GpuTurn | undefined;
  /** Ends the waiting for a turn with which a paused run is to go on. */
  private resuming: AbortController | undefined;
  /** Ends the attempt to go on after the device was lost; undefined while none is under way. */
  private recovering: AbortController | undefined;
  private readonly recoveries = new Recoveries();
  /** True once the run is to end where it is. */
  private isStopping = false;
  private request: RunRequest | undefined;
  /** The picture that the host keeps of this run. */
  private kept: UnsavedPicture | undefined;

  constructor(
    private readonly around: JobSurroundings,
    readonly job: Job,
    private readonly recipe: Recipe,
    /** Where it goes on from what the host has kept of it. */
    private readonly from: Interrupted | null = null,
  ) {}

  /**
   * Carries the run through, from reading the images to saving the picture.
   * @throws PasticheError `cancelled` when the run was given up, or when the person chose no network
   */
  async make(): Promise<void> {
    const { around, recipe, job } = this;
    around.state.losses.set({ history: new LossHistory(this.from?.losses), revision: 0 });
    around.apply({ kind: 'prepare', recipe, now: performance.now() });
    try {
      const { epochs, picture } = await this.follow();
      this.endTurn(); // A person may be asked where to save it, and take long to answer.
      await this.hand(picture, true);
      around.saver.endRun(job.id);
      around.apply({ kind: 'finish', done: epochs, now: performance.now() });
    } catch (thrown) {
      const error = asPasticheError(thrown);
      if (error.code === 'cancelled') await this.release();
      else await this.rescue(error);
      throw error;
    } finally {
      this.endTurn();
    }
  }

  /** Pauses the run, and leaves the GPU to whoever waits for it; resolves when no epoch is under way any more. */
  async pause(): Promise<void> {
    this.resuming?.abort();
    await this.run?.pause();
    this.endTurn();
  }

  /** Lets a paused run go on once it is its turn, which a pause or a stop may forestall. */
  async resume(): Promise<void> {
    const resuming = (this.resuming = new AbortController());
    const unlink = abortWith(resuming, this.giveUp.signal);
    try {
      if (this.start && isGpu(this.start.device)) await this.takeTurn(resuming.signal);
      this.run?.resume();
    } catch (thrown) {
      if (asPasticheError(thrown).code !== 'cancelled') throw thrown;
    } finally {
      unlink();
    }
  }

  /** Ends the run after the current epoch, or at the image kept last where it has no device; `make` goes on to save it. */
  stop(): void {
    this.isStopping = true;
    this.resuming?.abort();
    this.recovering?.abort();
    this.run?.stop();
  }

  /** Ends the run at once and keeps nothing; `make` rejects `cancelled`. */
  cancel(): void {
    this.giveUp.abort();
  }

  /** Encodes the image as it is now, also after the end. */
  async encode(format: OutputFormat = this.saving.output): Promise<UnsavedPicture> {
    if (!this.run || !this.start) {
      // A run without a device has no other image than the one kept last.
      if (this.kept) return this.kept;
      throw new PasticheError('usage', 'There is no picture yet.', 'Wait for the first epoch.');
    }
    return { image: await this.run.encode(format), model: this.start.model };
  }

  /** Frees the run's resources in the engine. An engine that does not free them in time is given up. */
  async release(): Promise<void> {
    const { run } = this;
    this.run = undefined;
    if (run && !(await settlesWithin(run.dispose(), patienceMs))) await this.around.engines.discard();
  }

  /** True once the host keeps a state from which the run can go on. */
  get interrupted(): Interrupted | null {
    const { kept, recipe, job } = this;
    if (!kept) return null;
    const { epoch } = kept.image;
    const losses = this.around.state.losses.get().history.reports();
    return { epoch, recipe, job, losses: losses.filter(report => report.epoch < epoch) };
  }

  /** Awaits the run's end. Where its device is lost, it goes on from the state that was kept last, on a new one. */
  private async follow(): Promise<{ epochs: number; picture: UnsavedPicture }> {
    const { around, giveUp } = this;
    for (let start = (): Promise<StylizeRun> => this.begin(); ;) {
      try {
        const run = await start();
        const { epochs } = await abortable(run.finished, giveUp.signal);
        around.apply({ kind: 'step', step: 'saving' });
        return { epochs, picture: await this.encode() };
      } catch (thrown) {
        const { kept } = this;
        const error = asPasticheError(thrown);
        const isOver = giveUp.signal.aborted || !kept;
        if (isOver || (error.code !== 'device' && !this.recovering)) throw error;
        const { epoch } = kept.image;
        if (this.isStopping) return { epochs: epoch, picture: kept };
        const pauseMs = error.code === 'device' ? this.recoveries.pauseBefore(epoch) : null;
        if (pauseMs === null) throw error;
        start = () => this.goOn(error, epoch, pauseMs);
      }
    }
  }

  /**
   * Starts the run again on a new device, where the last one was lost.
   * @throws PasticheError `device` where there is none of its kind
   */
  private async goOn(lost: PasticheError, epoch: number, pauseMs: number): Promise<StylizeRun> {
    const { around, job, request, start } = this;
    const { host, engines, state } = around;
    if (!request || !start) throw lost;
    host.notify('log', { level: 'warn', text: `${job.content.name} goes on: ${lost.message}` });
    const { signal } = (this.recovering = new AbortController());
    const unlink = abortWith(this.recovering, this.giveUp.signal);
    this.endTurn();
    this.run = undefined;
    around.apply({ kind: 'goOn', epoch, now: performance.now() });
    try {
      await engines.discard();
      await abortable(new Promise(resolve => setTimeout(resolve, pauseMs)), signal);
      const { engine, device } = await engines.open(state.settings.get().device, signal);
      // A GPU that is not back yet leaves the processor, on which the run could take a day.
      if (isGpu(start.device) && !isGpu(device)) throw lost;
      if (isGpu(device)) await this.takeTurn(signal);
      const checkpoint = await host.call('readCheckpoint', { job: job.id }, { signal });
      this.run = engine.start({ ...request, checkpoint }, this.observer);
      this.recovering = undefined;
      return this.run;
    } finally {
      unlink();
    }
  }

  /** Saves a picture where that is asked for, and has one that is not written kept until it is. */
  private async hand(picture: UnsavedPicture, isLast = false): Promise<void> {
    const { saver, state } = this.around;
    const { job, recipe } = this;
    saver.keep(job.id, picture);
    // Whoever is asked for another place may answer tomorrow: a job that is queued meanwhile does not wait for that.
    if (this.saving.autoSave) {
      const waiting = countWaiting(state.queue.get());
      await Promise.race([saver.save(job.id, waiting, isLast ? picture : undefined), saver.hurried()]);
    }
    await saver.secure(job.id, picture, recipe);
  }

  private get saving(): SavingSettings {
    return this.job.settings ?? this.around.state.settings.get();
  }

  private async begin(): Promise<StylizeRun> {
    const { around, job, recipe } = this;
    const { host } = around;
    const { signal } = this.giveUp;
    const { device, memoryBudget } = around.state.settings.get();
    const { output, saveEvery } = this.saving;
    // All at once, and awaited in this order, so that of several errors the same is always told.
    const opening = around.engines.open(device, signal);
    const reading = around.shelf.read(job, signal);
    const probing = this.probe();
    const needed = Promise.all([reading, probing]);
    const choosing = this.chooseModel(Promise.all([opening, needed]), needed);
    for (const [step, work] of [
      ['device', opening],
      ['images', reading],
      ['network-chosen', choosing],
    ] as const) {
      work.then(
        () => markStart(step),
        () => undefined, // told below, or after an error that goes before
      );
    }
    const checkpoint = this.from && (await host.call('readCheckpoint', { job: job.id }, { signal }));
    const { content, styles } = await reading;
    await needed;
    around.apply({ kind: 'step', step: 'network' });
    const model = await choosing;
    around.apply({ kind: 'step', step: 'device' });
    const opened = await opening;
    around.apply({ kind: 'device', device: opened.device });
    if (isGpu(opened.device)) await this.takeTurn(signal);
    this.request = {
      content,
      styles,
      recipe,
      model,
      output,
      saveEvery,
      memoryBudget,
      ...(checkpoint && { checkpoint }),
    };
    this.run = opened.engine.start(this.request, this.observer);
    markStart('run-asked');
    return this.run;
  }

  /** Waits until no other window's run computes on the GPU. */
  private async takeTurn(signal: AbortSignal): Promise<void> {
    const { around, job } = this;
    const wait = (picture: string | null): void =>
      around.apply({ kind: 'wait', picture, now: performance.now() });
    this.turn ??= await around.turns.take(job.content.name, wait, signal);
    if (signal.aborted) this.endTurn();
    throwIfAborted(signal);
    around.apply({ kind: 'waited', now: performance.now() });
  }

  private endTurn(): void {
    this.turn?.end();
    this.turn = undefined;
  }

  /** Makes sure that what the run will make can be encoded, and written where it is saved without being asked. */
  private async probe(): Promise<void> {
    const { job, around } = this;
    const { output, autoSave, saveEvery } = this.saving;
    await ensureEncoder(output, around.canWrite);
    if (!autoSave && saveEvery === 0) return;
    await around.host.call('probeOutput', { job, format: output }, { signal: this.giveUp.signal });
  }

  /**
   * The network, for which the host may wait or ask.
   * @param rest settles when all else is ready: the host then waits for no download any longer
   * @param needed images and a place for the picture; what breaks them ends the asking too
   */
  private async chooseModel(rest: Promise<unknown>, needed: Promise<unknown>): Promise<Model> {
    const { host } = this.around;
    const asking = new AbortController();
    const unlink = abortWith(asking, this.giveUp.signal);
    needed.catch(() => asking.abort());
    rest.then(
      () => host.notify('engineReady', null),
      () => undefined, // whoever awaits it hears of it
    );
    try {
      return this.modelOf(await host.call('prepareModel', null, { signal: asking.signal }));
    } finally {
      unlink();
    }
  }

  private modelOf(choice: ModelChoice): Model {
    if (choice.kind === 'cancelled') throw new PasticheError('cancelled', 'No network was chosen.');
    if (choice.kind === 'pocket' && choice.vgg19) {
      this.around.apply({ kind: 'standIn', vgg19: choice.vgg19 });
    }
    return readableModel(choice, this.around.host, this.giveUp.signal);
  }

  private readonly observer: RunObserver = {
    phase: (phase, fraction) => {
      if (phase !== 'running') this.around.apply({ kind: 'step', step: phase, fraction });
    },
    started: start => {
      this.start = start;
      this.around.apply({ kind: 'started', start });
    },
    epochs: (reports, epochMs, sleptMs) => {
      const { losses } = this.around.state;
      const { history, revision } = losses.get();
      history.append(reports);
      losses.set({ history, revision: revision + 1 });
      const last = reports.at(-1);
      if (last) {
        const done = last.epoch + 1;
        this.around.apply({ kind: 'epochs', done, count: reports.length, epochMs, sleptMs });
      }
      if (this.from) this.around.saver.dropPartial(this.job.id);
    },
    intermediate: image => {
      if (this.start) this.around.saver.saveIntermediate(this.job, image, this.start.model);
    },
    checkpoint: async ({ checkpoint, picture: image }) => {
      if (!this.start) return;
      const { model } = this.start;
      const { job, recipe } = this;
      const { format, epoch, bytes } = image;
      const curve = packCurve(this.around.state.losses.get().history.reports());
      const work = { job, recipe, model, format, epoch, bytes, curve };
      await this.around.host.call('keepRun', { ...work, checkpoint });
      this.kept = { image, model };
    },
    trouble: problem => this.around.saver.tellTrouble(this.job, problem),
  };

  /** Saves the image of a run that failed, where there is one, and gives up an engine that failed. */
  private async rescue(error: PasticheError): Promise<void> {
    const { engines } = this.around;
    const isEngineLost = error.code === 'device' || error.code === 'memory' || error.code === 'internal';
    let picture: UnsavedPicture | undefined;
    if (this.run) {
      const reading = this.encode().then(read => void (picture = read));
      await settlesWithin(reading, patienceMs);
    }
    // A worker that is dead hands out nothing any more; what it handed out last is left.
    picture ??= this.kept;
    this.endTurn();
    if (picture) await this.hand(this.kept ? { ...picture, partial: true } : picture);
    if (!isEngineLost) return;
    this.run = undefined;
    await engines.discard();
  }
}
