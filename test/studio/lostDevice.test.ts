import { beforeEach, describe, expect, it } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import { Recoveries } from '../../webview/actions/recoveries';
import { phaseText, spokenText, wentOnText } from '../../webview/view/phaseText';
import { Bench, eventually } from './support/bench';
import { job, processor } from './support/samples';
import type { ScriptedRun } from './support/scriptedEngine';

const format = { type: 'png', quality: 90 } as const;
const lost = new PasticheError('device', 'The graphics device was lost: the driver was restarted.', 'Retry.');

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.actions.begin(bench.startOf([job('1')], true));
});

/** Computes epochs and keeps the state after the last of them, as the engine does. */
async function keep(run: ScriptedRun, epoch: number): Promise<void> {
  run.reach(epoch);
  await run.observer.checkpoint!({
    checkpoint: Uint8Array.of(9),
    picture: { bytes: Uint8Array.of(epoch), format, epoch },
  });
}

const view = (): ReturnType<typeof bench.state.run.get> => bench.state.run.get();

describe('a run whose device is lost', () => {
  it('goes on by itself where it was kept last, on a new device, and says so in one line', async () => {
    const run = await bench.run(0);
    await keep(run, 40);
    run.reach(55);
    run.fail(lost);
    const next = await bench.run(1);
    expect(bench.engines).toHaveLength(2);
    expect(bench.engines[0]!.isDisposed).toBe(true);
    expect(next.request).toEqual({ ...run.request, checkpoint: Uint8Array.of(1, 2, 3) });
    expect(bench.phase).toBe('preparing');
    expect(wentOnText(view())).toBe('Graphics device lost, went on at epoch 40');
    expect(spokenText(view())).toBe('Graphics device lost, went on at epoch 40.');
    expect(bench.state.notice.get()).toBeNull();

    next.finish();
    await bench.reaches('finished');
    expect(bench.failures).toEqual([]);
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([100]);
    expect(bench.state.losses.get().history.length).toBe(100);
    expect(bench.logs.join()).toContain('photo1.jpg goes on: The graphics device was lost');
  });

  it('is offered to the person where nothing is kept yet', async () => {
    const run = await bench.run(0);
    run.reach(3);
    run.fail(lost);
    await bench.reaches('failed');
    expect(bench.engines).toHaveLength(1);
  });

  it('is offered to the person where no new device can be had, with its picture saved', async () => {
    const run = await bench.run(0);
    await keep(run, 40);
    bench.openError = new PasticheError('device', 'There is no adapter.');
    run.fail(lost);
    await bench.reaches('failed');
    expect(bench.engines).toHaveLength(4); // One, and three attempts.
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([40]);
    expect(bench.failures).toHaveLength(1);
    expect(bench.state.queue.get().entries[0]).toMatchObject({ interrupted: { epoch: 40 } });
    bench.openError = undefined;
    bench.actions.perform({ kind: 'resume' });
    expect((await bench.run(1)).request.checkpoint).toBeDefined();
  });

  it('does not go on on the processor unasked, which could take a day', async () => {
    const run = await bench.run(0);
    await keep(run, 40);
    bench.device = processor;
    run.fail(lost);
    await eventually(() => expect(bench.engines).toHaveLength(2));
    expect(bench.engines[1]!.runs).toHaveLength(0);
    bench.device = { ...processor, name: 'webgpu' };
    await bench.run(1);
  });

  it('can be stopped before it has a new device, and keeps the image of then', async () => {
    const run = await bench.run(0);
    await keep(run, 40);
    bench.openError = lost;
    run.fail(lost);
    await eventually(() => expect(bench.phase).toBe('preparing'));
    bench.actions.perform({ kind: 'stop' });
    await bench.reaches('finished');
    expect(phaseText(view())).toBe('Stopped at epoch 40 of 100');
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([40]);
    bench.place = { uri: 'file:///copy.png', type: 'png' };
    bench.actions.perform({ kind: 'save' });
    const copied = ['saveAt', { uri: 'file:///copy.png', bytes: Uint8Array.of(40) }];
    await eventually(() => expect(bench.keeping).toContainEqual(copied));
  });

  it('that was about to stop does not begin again', async () => {
    const run = await bench.run(0);
    await keep(run, 40);
    run.stop = () => run.fail(lost);
    bench.actions.perform({ kind: 'stop' });
    await bench.reaches('finished');
    expect(bench.engines).toHaveLength(1);
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([40]);
  });

  it('can be started again instead', async () => {
    const run = await bench.run(0);
    await keep(run, 40);
    bench.openError = lost;
    run.fail(lost);
    await eventually(() => expect(bench.phase).toBe('preparing'));
    bench.openError = undefined;
    bench.actions.perform({ kind: 'again' });
    const next = await bench.run(1);
    expect(next.request.checkpoint).toBeUndefined();
    expect(view().wentOnAt).toBeNull();
  });
});

describe('how often a run goes on by itself', () => {
  it('is three times in one place, after longer and longer pauses', () => {
    const recoveries = new Recoveries();
    expect([40, 40, 40, 40].map(epoch => recoveries.pauseBefore(epoch))).toEqual([0, 1000, 3000, null]);
  });

  it('is six times in all, however far it comes between', () => {
    const recoveries = new Recoveries();
    const epochs = [1, 2, 3, 4, 5, 6, 7];
    expect(epochs.map(epoch => recoveries.pauseBefore(epoch))).toEqual([0, 0, 0, 0, 0, 0, null]);
  });
});
