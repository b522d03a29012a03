import type { DeviceReport } from '../../src/shared/gpu/device';
import type { PlainError } from '../../src/shared/errors';
import type { Vgg19State } from '../../src/shared/messages/protocol';
import type { Recipe } from '../../src/shared/recipe/recipe';
import type { RunPhase, RunStart } from '../engine/stylizer';
import { startClock, stopClock, stoppedClock, withoutMs, type Clock } from './clock';
import { unknownPace, withBatch, workDone, workloadOf, type Batch, type Pace, type Workload } from './pace';

/** A run is `interrupted` where its page, its worker or VS Code ended before it. */
export type StudioPhase = 'idle' | 'preparing' | 'running' | 'paused' | 'interrupted' | 'finished' | 'failed';

/** Steps of a run, finer than its phases. */
export type Step =
  | 'reading'
  | 'network'
  | 'device'
  | Exclude<RunPhase, 'running'>
  | 'epochs'
  | 'pausing'
  | 'stopping'
  | 'saving';

/** Everything that the studio shows of the current run. */
export interface RunView {
  readonly phase: StudioPhase;
  readonly step: Step;
  /** Progress of the step, 0 to 1; null where it is unknown. */
  readonly fraction: number | null;
  /** Epochs done. */
  readonly epoch: number;
  /** The recipe of this run; null before the first. */
  readonly recipe: Recipe | null;
  readonly pace: Pace;
  readonly load: Workload;
  readonly clock: Clock;
  readonly device: DeviceReport | null;
  readonly start: RunStart | null;
  /** State of VGG-19's weights where the pocket network paints in its place; else null. */
  readonly vgg19: Vgg19State | null;
  readonly error: PlainError | null;
  /** The run in another window that has the GPU, which this one waits for; null where it does not wait. */
  readonly waiting: Waiting | null;
  /** The epoch from which the run went on after its device was lost; null where it was not. */
  readonly wentOnAt: number | null;
}

export interface Waiting {
  /** Name of the picture that is painted there; null where it is unknown. */
  readonly picture: string | null;
}

export type RunEvent =
  | { readonly kind: 'prepare'; readonly recipe: Recipe; readonly now: number }
  | { readonly kind: 'step'; readonly step: Step; readonly fraction?: number | undefined }
  /** The pocket network paints in VGG-19's place. */
  | { readonly kind: 'standIn'; readonly vgg19: Vgg19State }
  /** News of VGG-19's download, which goes on over the end of a run. */
  | { readonly kind: 'vgg19'; readonly vgg19: Vgg19State }
  | { readonly kind: 'device'; readonly device: DeviceReport }
  | { readonly kind: 'started'; readonly start: RunStart }
  /** A batch of epochs has come; `done` counts all that the run has taken, `sleptMs` the time that the machine slept. */
  | ({ readonly kind: 'epochs'; readonly done: number; readonly sleptMs: number } & Batch)
  /** The run waits for another window's, which paints this picture. */
  | { readonly kind: 'wait'; readonly picture: string | null; readonly now: number }
  /** The run waits no longer. */
  | { readonly kind: 'waited'; readonly now: number }
  /** The device was lost; the run goes on on a new one from this epoch. */
  | { readonly kind: 'goOn'; readonly epoch: number; readonly now: number }
  | { readonly kind: 'pausing' }
  | { readonly kind: 'pause' | 'resume' | 'stop'; readonly now: number }
  | { readonly kind: 'finish'; readonly done: number; readonly now: number }
  /** A run of before the page was loaded, interrupted or finished. */
  | {
      readonly kind: 'restored';
      readonly phase: 'interrupted' | 'finished';
      readonly recipe: Recipe;
      readonly epoch: number;
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'fail'; readonly error: PlainError; readonly now: number };

export const idleRun: RunView = {
  phase: 'idle',
  step: 'reading',
  fraction: null,
  epoch: 0,
  recipe: null,
  pace: unknownPace,
  load: { scales: [] },
  clock: stoppedClock,
  device: null,
  start: null,
  vgg19: null,
  error: null,
  waiting: null,
  wentOnAt: null,
};

/** The run after an event. An event that does not fit the phase, such as a late answer, changes nothing. */
export function reduceRun(run: RunView, event: RunEvent): RunView {
  switch (event.kind) {
    case 'prepare':
      return {
        ...idleRun,
        phase: 'preparing',
        recipe: event.recipe,
        clock: startClock(stoppedClock, event.now),
        device: run.device,
      };
    case 'restored':
      if (isActive(run)) return run;
      return {
        ...idleRun,
        phase: event.phase,
        recipe: event.recipe,
        epoch: event.epoch,
        step: 'epochs',
        device: run.device,
      };
    case 'reset':
      return { ...idleRun, device: run.device };
    case 'vgg19':
      return run.vgg19 ? { ...run, vgg19: event.vgg19 } : run;
    default:
      return isActive(run) ? reduceActive(run, event) : run;
  }
}

type ActiveEvent = Exclude<RunEvent, { kind: 'prepare' | 'restored' | 'reset' | 'vgg19' }>;

function reduceActive(run: RunView, event: ActiveEvent): RunView {
  switch (event.kind) {
    case 'step':
      return { ...run, step: event.step, fraction: event.fraction ?? null };
    case 'standIn':
      return { ...run, vgg19: event.vgg19 };
    case 'device':
      return { ...run, device: event.device };
    case 'started':
      return {
        ...run,
        start: event.start,
        device: event.start.device,
        load: run.recipe ? workloadOf(run.recipe, event.start) : run.load,
      };
    case 'epochs':
      return {
        ...run,
        phase: run.phase === 'preparing' ? 'running' : run.phase,
        step: run.step === 'stopping' || run.step === 'pausing' ? run.step : 'epochs',
        fraction: null,
        epoch: event.done,
        pace: withBatch(run.pace, run.load, event.done, event),
        clock: event.sleptMs > 0 ? withoutMs(run.clock, event.sleptMs) : run.clock,
      };
    case 'wait':
      return { ...run, waiting: { picture: event.picture }, clock: stopClock(run.clock, event.now) };
    case 'waited':
      return run.waiting ? { ...run, waiting: null, clock: startClock(run.clock, event.now) } : run;
    case 'goOn':
      return {
        ...run,
        ...{ phase: 'preparing', step: 'device', fraction: null, waiting: null },
        ...{ epoch: event.epoch, wentOnAt: event.epoch, pace: unknownPace },
        clock: startClock(run.clock, event.now),
      };
    case 'pausing':
      return isSteerable(run) ? { ...run, step: 'pausing', waiting: null } : run;
    case 'pause':
      if (run.step !== 'pausing') return run;
      return { ...run, phase: 'paused', step: 'epochs', clock: stopClock(run.clock, event.now) };
    case 'resume':
      if (run.phase !== 'paused') return run;
      return { ...run, phase: 'running', clock: startClock(run.clock, event.now) };
    case 'stop':
      if (!isSteerable(run)) return run;
      return {
        ...run,
        phase: 'running',
        step: 'stopping',
        waiting: null,
        clock: startClock(run.clock, event.now),
      };
    case 'finish':
      return {
        ...run,
        phase: 'finished',
        step: 'epochs',
        fraction: null,
        // `done` counts the epochs after the last report, too.
        epoch: Math.max(run.epoch, event.done),
        clock: stopClock(run.clock, event.now),
      };
    case 'fail':
      return {
        ...run,
        phase: 'failed',
        step: 'epochs',
        waiting: null,
        error: event.error,
        clock: stopClock(run.clock, event.now),
      };
  }
}

export function isActive({ phase }: RunView): boolean {
  return phase === 'preparing' || phase === 'running' || phase === 'paused';
}

/** True where the run can be paused or stopped with an image to keep. */
export function isSteerable(run: RunView): boolean {
  return (run.phase === 'running' || run.phase === 'paused') && run.step === 'epochs';
}

/** Part of the run's work that is done, 0 to 1, which coarse scales take little of; null before the first epoch. */
export function partDone({ load, epoch }: RunView): number | null {
  return epoch === 0 ? null : workDone(load, epoch);
}

/** `partDone` in whole percent, of which the last is told only when it is done. */
export function percentDone(run: RunView): number | null {
  const part = partDone(run);
  // The small sum makes up for rounding, which leaves 0.29 at 28.999… percent.
  return part === null ? null : Math.floor(100 * part + 1e-6);
}

/** True where there is an image to save. */
export function hasImage(run: RunView): boolean {
  return run.epoch > 0 && run.step === 'epochs';
}
