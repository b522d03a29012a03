import { describe, expect, it } from 'vitest';
import { passedMs } from '../../../webview/state/clock';
import { averageEpochMs, epochMsAt, leftMs } from '../../../webview/state/pace';
import { phaseText, spokenText } from '../../../webview/view/phaseText';
import {
  hasImage,
  isActive,
  isSteerable,
  partDone,
  percentDone,
  type RunEvent,
  type RunView,
} from '../../../webview/state/runView';
import { epochs, gpu, prepare, recipe, runAfter, started } from '../support/samples';

describe('a run from start to end', () => {
  it('prepares, runs and finishes', () => {
    const running = runAfter(prepare, started, epochs(4));
    expect(running).toMatchObject({ phase: 'running', step: 'epochs', epoch: 4, device: gpu, recipe });
    const done = runAfter(prepare, started, epochs(4), { kind: 'finish', done: 100, now: 5000 });
    expect(done).toMatchObject({ phase: 'finished', epoch: 100 });
    expect(passedMs(done.clock, 99_999)).toBe(5000);
  });

  it('forgets the run before, but not the device', () => {
    const again = runAfter(prepare, started, epochs(50), { kind: 'finish', done: 50, now: 1 }, prepare);
    expect(again).toMatchObject({ phase: 'preparing', epoch: 0, start: null, error: null, device: gpu });
  });

  it('says in words what it does', () => {
    const step = (name: 'reading' | 'network' | 'device' | 'targets'): string =>
      phaseText(runAfter(prepare, { kind: 'step', step: name }));
    expect(['reading', 'network', 'device', 'targets'].map(name => step(name as 'reading'))).toEqual([
      'Reading images…',
      'Getting the network…',
      'Opening the device…',
      'Preparing targets…',
    ]);
    expect(phaseText(runAfter(prepare, { kind: 'step', step: 'model', fraction: 0.43 }))).toBe(
      'Loading the network… 43 %',
    );
    expect(phaseText(runAfter(prepare, epochs(37)))).toBe('Epoch 37 of 100');
    expect(phaseText(runAfter(prepare, epochs(37), { kind: 'pausing' }, { kind: 'pause', now: 1 }))).toBe(
      'Paused at epoch 37 of 100',
    );
    expect(phaseText(runAfter(prepare, epochs(37), { kind: 'finish', done: 38, now: 1 }))).toBe(
      'Stopped at epoch 38 of 100',
    );
    expect(phaseText(runAfter(prepare, epochs(99), { kind: 'finish', done: 100, now: 1 }))).toBe(
      'Finished 100 epochs',
    );
  });

  it('does not speak every epoch', () => {
    expect(spokenText(runAfter(prepare, epochs(37)))).toBe(spokenText(runAfter(prepare, epochs(38))));
  });
});

describe('pausing', () => {
  it('waits for the epoch that is being computed, then stops the clock', () => {
    const pausing = runAfter(prepare, epochs(4), { kind: 'pausing' }, epochs(8));
    expect(pausing).toMatchObject({ phase: 'running', step: 'pausing', epoch: 8 });
    expect(phaseText(pausing)).toBe('Pausing after this epoch…');
    const paused = runAfter(prepare, epochs(4), { kind: 'pausing' }, epochs(8), { kind: 'pause', now: 1000 });
    expect(paused).toMatchObject({ phase: 'paused', epoch: 8 });
    expect(passedMs(paused.clock, 60_000)).toBe(1000);
    const resumed = runAfter(
      prepare,
      epochs(4),
      { kind: 'pausing' },
      { kind: 'pause', now: 1000 },
      { kind: 'resume', now: 9000 },
    );
    expect(resumed.phase).toBe('running');
    expect(passedMs(resumed.clock, 9500)).toBe(1500);
  });

  it('is refused before the first epoch', () => {
    expect(runAfter(prepare, { kind: 'pausing' }, { kind: 'pause', now: 1 })).toEqual(runAfter(prepare));
  });

  it('never shows a pause that comes after the end', () => {
    const events = [prepare, epochs(4), { kind: 'pausing' }, { kind: 'finish', done: 4, now: 1 }] as const;
    expect(runAfter(...events, { kind: 'pause', now: 2 })).toEqual(runAfter(...events));
  });

  it('ends by a stop, which shows until the run has ended', () => {
    const stopping = runAfter(
      prepare,
      epochs(4),
      { kind: 'pausing' },
      { kind: 'pause', now: 1000 },
      { kind: 'stop', now: 2000 },
      epochs(5),
    );
    expect(stopping).toMatchObject({ phase: 'running', step: 'stopping', epoch: 5 });
    expect(isSteerable(stopping)).toBe(false);
    expect(hasImage(stopping)).toBe(false);
  });
});

describe('a machine that sleeps', () => {
  it('adds nothing to the time passed, and takes nothing from the pace', () => {
    const run = runAfter(
      prepare,
      started,
      epochs(1, 4000),
      epochs(11, 20),
      epochs(21, 20, { sleptMs: 3600e3 }),
    );
    expect(passedMs(run.clock, 3600e3 + 4400)).toBe(4400);
    expect(timeLeft(run)).toBeCloseTo(79 * 20, 6);
  });
});

describe('what comes late', () => {
  it('changes nothing after the end', () => {
    const finished = runAfter(prepare, epochs(4), { kind: 'finish', done: 4, now: 1 });
    const error = { code: 'device', message: 'Lost.' } as const;
    for (const late of [epochs(9), started, { kind: 'fail', error, now: 2 } as const]) {
      expect(runAfter(prepare, epochs(4), { kind: 'finish', done: 4, now: 1 }, late)).toEqual(finished);
    }
  });

  it('changes nothing after a reset', () => {
    const reset = runAfter(prepare, epochs(4), { kind: 'reset' }, epochs(8));
    expect(reset).toMatchObject({ phase: 'idle', epoch: 0 });
    expect(isActive(reset)).toBe(false);
  });
});

const timeLeft = ({ pace, load, epoch }: RunView): number | null => leftMs(pace, load, epoch);

describe('time left', () => {
  it('says nothing until the first batch, which pays for compiling, is replaced', () => {
    expect(timeLeft(runAfter(prepare, started, epochs(1, 4000)))).toBeNull();
    const run = runAfter(prepare, started, epochs(1, 4000), epochs(11, 20));
    expect(timeLeft(run)).toBeCloseTo(89 * 20, 6);
  });

  it('follows a device that slows down', () => {
    const slow = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => epochs(20 + n, 100));
    const { pace, load, epoch } = runAfter(prepare, started, epochs(1, 10), epochs(2, 10), ...slow);
    const epochMs = epochMsAt(pace, load, epoch)!;
    expect(epochMs).toBeGreaterThan(90);
    expect(epochMs).toBeLessThanOrEqual(100);
  });

  it('knows that the scales to come are larger', () => {
    const scaled = { ...recipe, coarsestSize: 64 };
    const begin: RunEvent = { kind: 'prepare', recipe: scaled, now: 0 };
    const run = runAfter(begin, started, epochs(1, 10), epochs(2, 10));
    expect(run.load.scales.length).toBeGreaterThan(2);
    expect(run.load.scales.reduce((sum, scale) => sum + scale.epochs, 0)).toBe(recipe.epochs);
    expect(timeLeft(run)!).toBeGreaterThan(98 * 10 * 1.2);
    expect(timeLeft(runAfter(begin, started, epochs(1, 10), epochs(100, 10)))).toBe(0);
  });
});

describe('progress', () => {
  const coarseFirst: RunEvent = { kind: 'prepare', recipe: { ...recipe, coarsestSize: 64 }, now: 0 };

  it('counts pixels, not epochs: a third of the epochs is less than a quarter of a run that is coarse first', () => {
    expect(partDone(runAfter(coarseFirst, started))).toBeNull();
    const early = partDone(runAfter(coarseFirst, started, epochs(33)))!;
    expect(early).toBeGreaterThan(0.05);
    expect(early).toBeLessThan(0.25);
    expect(partDone(runAfter(coarseFirst, started, epochs(100)))).toBe(1);
    expect(partDone(runAfter(prepare, started, epochs(33)))).toBeCloseTo(0.33, 12);
  });

  it('says what the time left says', () => {
    const at = (done: number): RunView => runAfter(coarseFirst, started, epochs(1), epochs(2), epochs(done));
    const whole = (done: number): number =>
      timeLeft(at(done))! / (1 - partDone(at(done))!) / at(done).pace.unitMs;
    expect(whole(40)).toBeCloseTo(whole(90), 3);
  });

  it('is told in whole percent, and as whole only at the end', () => {
    const percents = [29, 99, 100].map(done => percentDone(runAfter(prepare, started, epochs(done))));
    expect(percents).toEqual([29, 99, 100]);
    expect(percentDone(runAfter(coarseFirst, started, epochs(99)))).toBeLessThan(100);
  });

  it('keeps what an epoch took on average, over batches of any size', () => {
    expect(averageEpochMs(runAfter(prepare, started).pace)).toBeNull();
    const run = runAfter(prepare, started, epochs(1, 400), epochs(10, 100, { count: 9 }));
    expect(averageEpochMs(run.pace)).toBe(130);
  });
});
