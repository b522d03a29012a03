import { beforeEach, describe, expect, it } from 'vitest';
import type { OutputFormat } from '../../src/shared/messages/output';
import type { Job, JobSettings } from '../../src/shared/messages/protocol';
import { makeRecipe, type PresetName } from '../../src/shared/recipe/recipe';
import { Bench, eventually } from './support/bench';
import { job } from './support/samples';

let bench: Bench;
beforeEach(() => (bench = new Bench()));

const jpeg = { type: 'jpeg', quality: 50 } as const;
const png = { type: 'png', quality: 92 } as const;
const settingsOf = (epochs: number, output: OutputFormat): JobSettings => ({
  preset: 'seed',
  recipe: makeRecipe('seed', { size: 64, epochs }),
  output,
  autoSave: true,
  saveEvery: 0,
});
const enqueue = (job: Job, preset: PresetName = 'draft'): unknown =>
  bench.actions.handlers.enqueue(
    { jobs: [job], preset, recipe: makeRecipe(preset) },
    new AbortController().signal,
  );

describe('a queue of jobs with settings of their own', () => {
  it('makes each job by the settings that it was asked for with, whatever is asked for later', async () => {
    const jobs = [
      { ...job('1'), settings: settingsOf(11, png) },
      { ...job('2'), settings: settingsOf(22, jpeg) },
    ];
    bench.actions.begin(bench.startOf(jobs, true));
    const first = await bench.run(0);
    enqueue({ ...job('3'), settings: settingsOf(33, png) });
    first.finish();
    (await bench.run(1)).finish();
    (await bench.run(2)).finish();
    await eventually(() => expect(bench.statuses).toEqual(['done', 'done', 'done']));
    const runs = await Promise.all([0, 1, 2].map(n => bench.run(n)));
    expect(runs.map(({ request }) => request.recipe.epochs)).toEqual([11, 22, 33]);
    expect(runs.map(({ request }) => request.output)).toEqual([png, jpeg, png]);
    expect(bench.saves.map(({ format }) => format)).toEqual([png, jpeg, png]);
  });

  it('saves none by itself that was asked for so, among others that are', async () => {
    const jobs = [
      { ...job('1'), settings: { ...settingsOf(11, png), autoSave: false } },
      { ...job('2'), settings: settingsOf(22, png) },
    ];
    bench.actions.begin(bench.startOf(jobs, true));
    (await bench.run(0)).finish();
    (await bench.run(1)).finish();
    await eventually(() => expect(bench.statuses).toEqual(['done', 'done']));
    expect(bench.saves.map(({ job: { id } }) => id)).toEqual(['2']);
  });

  it('makes a job without settings of its own by those that came with it', async () => {
    bench.actions.begin(bench.startOf([job('1')], true));
    const run = await bench.run(0);
    enqueue(job('2'));
    enqueue(job('3'), 'fine');
    run.finish();
    (await bench.run(1)).finish();
    await bench.run(2);
    const recipes = await Promise.all([1, 2].map(async n => (await bench.run(n)).request.recipe));
    expect(recipes).toEqual([makeRecipe('draft'), makeRecipe('fine')]);
  });

  it('saves those that wait as the settings say since they were changed, each by its own folder’s', async () => {
    const jobs = ['1', '2', '3'].map(id => ({ ...job(id), settings: settingsOf(9, png) }));
    const { settings } = bench.startOf([], true);
    bench.actions.begin(bench.startOf(jobs, true));
    const first = await bench.run(0);
    const saving = { output: jpeg, autoSave: true, saveEvery: 4 };
    await bench.actions.handlers.settingsChanged(
      { ...settings, jobs: ['1', '2'].map(id => ({ id, saving })) },
      new AbortController().signal,
    );
    first.finish();
    const second = await bench.run(1);
    expect(second.request).toMatchObject({ output: jpeg, saveEvery: 4 });
    second.finish();
    expect((await bench.run(2)).request).toMatchObject({ output: png, saveEvery: 0 });
    expect(bench.saves.map(({ format }) => format)).toEqual([png, jpeg]);
  });

  it('is kept for a reload with the settings of each job, or the recipe that the person edited for all', async () => {
    const jobs = ['1', '2'].map((id, n) => ({ ...job(id), settings: settingsOf(n + 1, png) }));
    bench.actions.begin(bench.startOf(jobs, true));
    await bench.run(0);
    const epochs = (): unknown => bench.remembered?.jobs.map(({ settings }) => settings?.recipe.epochs);
    expect(epochs()).toEqual([1, 2]);
    bench.actions.perform({ kind: 'setOption', key: 'epochs', text: '7' });
    expect(epochs()).toEqual([7, 7]);
  });
});
