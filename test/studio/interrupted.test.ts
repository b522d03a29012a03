import { beforeEach, describe, expect, it } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import type { KeptPicture, UnsavedWork } from '../../src/shared/messages/protocol';
import { Bench, eventually } from './support/bench';
import { job, recipe } from './support/samples';
import type { ScriptedRun } from './support/scriptedEngine';

const format = { type: 'png', quality: 90 } as const;
const lost = new PasticheError('device', 'The GPU was lost.');
const full = new PasticheError('output', 'The disk is full.', 'Make room.');

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

function keptPicture(epoch: number, more: Partial<KeptPicture> = {}): KeptPicture {
  const own = { recipe, model: 'pocket', format, epoch, bytes: Uint8Array.of(epoch) } as const;
  return { id: 'run-1', job: job('1'), resumable: true, ...own, ...more };
}

function begin(kept: readonly KeptPicture[], { autoSave = true, resumes = false } = {}): void {
  Object.assign(bench, { kept, resumes });
  bench.actions.begin(bench.startOf([job('1')], false, autoSave));
}

function entry(): ReturnType<typeof bench.state.queue.get>['entries'][number] {
  return bench.state.queue.get().entries[0]!;
}

/** Keeps the state of a run as the engine does. */
async function checkpoint(run: ScriptedRun, epoch: number): Promise<void> {
  run.reach(epoch);
  await run.observer.checkpoint!({
    checkpoint: Uint8Array.of(9),
    picture: { bytes: Uint8Array.of(epoch), format, epoch },
  });
}

const methods = (): string[] => bench.keeping.map(([method]) => method);

describe('an interrupted run', () => {
  it('is shown where it was, waits, and goes on from its state with its recipe', async () => {
    begin([keptPicture(40)]);
    expect(bench.phase).toBe('interrupted');
    expect(bench.state.run.get()).toMatchObject({ epoch: 40, recipe: { epochs: 100 } });
    expect(bench.statuses).toEqual(['interrupted']);
    expect(entry().unsaved?.url).toMatch(/^blob:/);
    expect(bench.engines).toHaveLength(0);

    bench.actions.perform({ kind: 'setOption', key: 'epochs', text: '7' });
    bench.actions.perform({ kind: 'resume' });
    const run = await bench.run(0);
    expect(run.request.checkpoint).toEqual(Uint8Array.of(1, 2, 3));
    expect(run.request.recipe).toEqual(recipe);
    run.finish();
    await bench.reaches('finished');
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([100]);
    expect(entry()).toMatchObject({ status: 'done', unsaved: null, older: [], interrupted: null });
    await eventually(() => expect(bench.keeping.at(-1)).toEqual(['endRun', { job: '1', setAside: false }]));
  });

  it('has the chart of its epochs, which goes on from there', async () => {
    bench.actions.begin(bench.startOf([job('1')], true));
    await checkpoint(await bench.run(0), 3);
    const [, { curve }] = bench.keeping[0] as ['keepRun', UnsavedWork];

    bench = new Bench();
    begin([keptPicture(2, { curve: curve! })]);
    const shown = (): readonly number[] => bench.state.losses.get().history.columns()[0];
    expect(shown()).toEqual([0, 1]);
    bench.actions.perform({ kind: 'resume' });
    (await bench.run(0)).reach(5);
    expect(shown().slice(0, 2)).toEqual([0, 1]);
    expect(shown().at(-1)).toBe(4);
  });

  it('goes on by itself where its tab is opened again', async () => {
    begin([keptPicture(40)], { resumes: true });
    expect((await bench.run(0)).request.checkpoint).toBeDefined();
  });

  it('has a picture that can be saved as it is', async () => {
    begin([keptPicture(40)]);
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([40]));
  });

  it('that is started again leaves its picture beside the new one', async () => {
    begin([keptPicture(40)]);
    bench.actions.perform({ kind: 'again' });
    const run = await bench.run(0);
    expect(run.request.checkpoint).toBeUndefined();
    expect(bench.keeping).toContainEqual(['endRun', { job: '1', setAside: true }]);
    run.finish();
    await bench.reaches('finished');
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([40, 100]);
    await eventually(() => expect(bench.keeping).toContainEqual(['forgetPicture', { id: 'set-aside' }]));
  });

  it('stays interrupted where its device cannot be had', async () => {
    begin([keptPicture(40)]);
    bench.openError = lost;
    bench.actions.perform({ kind: 'resume' });
    await bench.reaches('failed');
    expect(entry()).toMatchObject({ interrupted: { epoch: 40 }, unsaved: { image: { epoch: 40 } } });
    bench.openError = undefined;
    bench.actions.perform({ kind: 'resume' });
    expect((await bench.run(0)).request.checkpoint).toBeDefined();
  });
});

describe('a run that is kept', () => {
  beforeEach(() => bench.actions.begin(bench.startOf([job('1')], true)));

  it('is kept with job, recipe and picture, and no longer once it is saved', async () => {
    const run = await bench.run(0);
    await checkpoint(run, 5);
    expect(bench.keeping[0]).toMatchObject([
      'keepRun',
      { job: { id: '1' }, recipe, epoch: 5, bytes: Uint8Array.of(5), checkpoint: Uint8Array.of(9) },
    ]);
    run.finish();
    await bench.reaches('finished');
    await eventually(() => expect(methods()).toEqual(['keepRun', 'endRun']));
  });

  it('has its last kept picture saved where the worker dies, and goes on in a new one', async () => {
    const run = await bench.run(0);
    await checkpoint(run, 5);
    run.losesItsImage();
    run.fail(new PasticheError('internal', 'The engine stopped.'));
    await bench.reaches('failed');
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([5]);
    bench.actions.perform({ kind: 'resume' });
    expect((await bench.run(1)).request.checkpoint).toBeDefined();
    expect(bench.engines).toHaveLength(2);
  });

  it('does not go on where its losses stopped being numbers, but its last good picture is saved', async () => {
    const run = await bench.run(0);
    await checkpoint(run, 5);
    run.fail(new PasticheError('setting', 'The losses stopped being numbers.'));
    await bench.reaches('failed');
    expect(bench.saves).toHaveLength(1);
    expect(entry().interrupted).toBeNull();
  });
});

describe('a picture that is not saved', () => {
  it('is kept by the host until it is', async () => {
    bench.actions.begin(bench.startOf([job('1')], true));
    bench.saveError = full;
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    expect(entry().unsaved).toMatchObject({ image: { epoch: 100 }, keptId: 'kept-0' });
    bench.saveError = undefined;
    bench.actions.perform({ kind: 'saveResult', id: '1' });
    await eventually(() => expect(bench.keeping.at(-1)).toEqual(['forgetPicture', { id: 'kept-0' }]));
    expect(entry().unsaved).toBeNull();
  });

  it('comes back after a reload, to be saved', async () => {
    begin([keptPicture(100, { id: 'a-picture', resumable: false })], { autoSave: false });
    expect(bench.phase).toBe('finished');
    expect(bench.statuses).toEqual(['done']);
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.keeping.at(-1)).toEqual(['forgetPicture', { id: 'a-picture' }]));
    expect(bench.saves).toHaveLength(1);
  });

  it('is not replaced by a second run, nor by saving midway in it', async () => {
    bench.actions.begin(bench.startOf([job('1')], true, false));
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    bench.saveError = full;
    bench.actions.perform({ kind: 'again' });
    const second = await bench.run(1);
    second.reach(3);
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.state.saving.get()).toBe(false));
    bench.saveError = undefined;
    second.finish();
    await bench.reaches('finished');
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([100, 3, 100]));
  });

  it.each([
    ['cancel', 2, 0],
    ['discard', 1, 0],
    ['save', 1, 1],
  ] as const)('is asked about before it is removed: %s', async (answer, rows, saved) => {
    bench.removal = answer;
    bench.kept = [keptPicture(100, { id: 'a-picture', resumable: false })];
    bench.actions.begin(bench.startOf([job('1'), job('2')], false));
    bench.actions.perform({ kind: 'remove', id: '1' });
    await eventually(() => expect(methods()).toContain('askRemoval'));
    await eventually(() => expect(bench.statuses).toHaveLength(rows));
    expect(bench.saves).toHaveLength(saved);
  });

  it('does not keep a job waiting that is queued while the person is asked for a place', async () => {
    bench.actions.begin(bench.startOf([job('1')], true));
    bench.saveHangs = true;
    (await bench.run(0)).finish();
    await eventually(() => expect(bench.saves).toHaveLength(1));
    bench.extension.notify('enqueue', { jobs: [job('2')], preset: 'seed', recipe });
    (await bench.run(1)).finish();
    expect(bench.statuses[0]).toBe('done');
    expect(entry().unsaved?.image.epoch).toBe(100);
  });
});
