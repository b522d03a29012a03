import { afterEach, describe, expect, it, vi } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { TfStylizer } from '../../../webview/engine/engine';
import { EpochClock } from '../../../webview/engine/run/epochClock';
import { encodedImage } from '../../fixtures/images';

const hour = 3600e3;
const minute = 60e3;

describe('the clock of epochs', () => {
  const clockAt = (times: readonly number[]): EpochClock => {
    const left = [...times];
    return new EpochClock(() => left.shift()!);
  };

  it('leaves out the time in which the machine slept', () => {
    const clock = clockAt([0, 1000, 1000, 2000 + hour, 2000 + hour, 3000 + hour, 3000 + hour]);
    expect(clock.take(10)).toEqual({ epochMs: 100, sleptMs: 0 });
    expect(clock.take(10)).toEqual({ epochMs: 100, sleptMs: hour });
    expect(clock.take(5)).toEqual({ epochMs: 200, sleptMs: 0 });
  });

  it('takes no slow epoch for sleep: the first, a larger scale, a device that is shared', () => {
    const clock = clockAt([0, 10 * minute, 10 * minute, 60 * minute, 60 * minute]);
    expect(clock.take(1).sleptMs).toBe(0);
    expect(clock.take(2)).toEqual({ epochMs: 25 * minute, sleptMs: 0 });
    const quick = clockAt([0, 10, 10, minute, minute]);
    quick.take(1);
    expect(quick.take(1).sleptMs).toBe(0);
  });
});

describe('a run on a machine that sleeps', () => {
  afterEach(() => vi.restoreAllMocks());

  it('neither counts the sleep as work nor stops being kept', async () => {
    let sleptMs = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + sleptMs);
    const stylizer = new TfStylizer(nodePlatform);
    await stylizer.open('wasm');
    const slept: number[] = [];
    let kept = 0;
    let done = 0;
    const run = stylizer.start(
      {
        content: { name: 'content.png', bytes: await encodedImage('png', 24, 18) },
        styles: [{ image: { name: 's.png', bytes: await encodedImage('png', 16, 16) }, weight: 1 }],
        recipe: makeRecipe('balanced', { epochs: 40, coarsestSize: 0, size: 16 }),
        model: pocketModel(),
        output: { type: 'png', quality: 92 },
        saveEvery: 0,
      },
      {
        phase: () => undefined,
        started: () => undefined,
        intermediate: () => undefined,
        epochs: (reports, epochMs, ms) => {
          done += reports.length;
          slept.push(ms);
          expect(epochMs).toBeLessThan(minute);
          if (kept === 1 && done > 4) sleptMs += 11 * minute;
        },
        checkpoint: () => {
          if (++kept === 1) sleptMs += 10 * hour; // It falls asleep while the state is written.
          return Promise.resolve();
        },
      },
    );
    const { seconds } = await run.finished;
    await stylizer.dispose();
    expect(done).toBe(40);
    expect(Math.max(...slept)).toBeGreaterThan(9 * hour);
    expect(seconds).toBeLessThan(60);
    expect(kept).toBeGreaterThan(1);
  });
});
