import { beforeEach, describe, expect, it } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import type { JobStyles } from '../../src/shared/messages/protocol';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { parseIntent } from '../../src/shared/messages/studioIntent';
import { Bench, eventually } from './support/bench';
import { job, recipe } from './support/samples';

let bench: Bench;
beforeEach(() => (bench = new Bench()));

const begin = (count: number, autoSave = true): void => {
  const jobs = Array.from({ length: count }, (_, i) => job(String(i + 1)));
  bench.actions.begin(bench.startOf(jobs, true, autoSave));
};
/** A data uri of three bytes, in the form of a painted mask's. */
const pngUri = 'data:image/png;base64,AQID';
const lost = new PasticheError('device', 'The GPU was lost.', 'Retry.');

describe('one job', () => {
  it('runs by itself, and its picture is saved at the end', async () => {
    begin(1);
    const run = await bench.run(0);
    expect(run.request).toMatchObject({
      recipe,
      model: { kind: 'pocket' },
      content: { name: 'photo1.jpg' },
    });
    expect(bench.phase).toBe('preparing');
    run.reach(7);
    expect(bench.state.run.get()).toMatchObject({ phase: 'running', epoch: 7 });
    expect(bench.state.losses.get().history.length).toBe(7);
    run.finish();
    await bench.reaches('finished');
    expect(bench.saves).toMatchObject([
      { job: job('1'), model: 'vgg19-uint8', bytes: new Uint8Array([100]) },
    ]);
    expect(bench.state.queue.get().entries[0]).toMatchObject({
      status: 'done',
      saved: { label: '1.png' },
      unsaved: null,
    });
    expect(bench.phases).toEqual(['idle', 'preparing', 'running', 'finished']);
  });

  it('tells the host of progress and time left while it goes on, and not of every epoch', async () => {
    begin(1);
    const run = await bench.run(0);
    for (let done = 1; done <= 40; done++) run.reach(done);
    const last = await eventually(() => {
      const state = bench.told.at(-1)!;
      expect(state.percent).toBe(40);
      return state;
    });
    expect(last).toMatchObject({ phase: 'running', content: 'photo1.jpg', leftMs: 0 });
    expect(last.title).toBe('photo1.jpg · starry_night');
    const before = bench.told.length;
    run.reach(40); // No epoch has come that was not told.
    run.finish();
    await bench.reaches('finished');
    await eventually(() =>
      expect(bench.told.at(-1)).toMatchObject({ phase: 'finished', percent: null, leftMs: null }),
    );
    expect(bench.told.length).toBeGreaterThan(before);
  });

  it('shows both images', async () => {
    begin(1);
    await bench.run(0);
    expect([...bench.state.pictures.get().keys()].sort()).toEqual([
      'file:///photo1.jpg',
      'file:///starry_night.jpg',
    ]);
  });

  it('pauses, resumes, stops and keeps', async () => {
    begin(1);
    const run = await bench.run(0);
    bench.actions.perform({ kind: 'pause' });
    expect(run.calls).toEqual([]); // Nothing can be paused before the first epoch.
    run.reach(7);
    bench.actions.perform({ kind: 'pause' });
    expect(bench.phase).toBe('running');
    await bench.reaches('paused');
    bench.actions.perform({ kind: 'resume' });
    expect(bench.phase).toBe('running');
    await eventually(() => expect(run.calls).toEqual(['pause', 'resume']));
    bench.actions.perform({ kind: 'stop' });
    await bench.reaches('finished');
    expect(run.calls.slice(0, 4)).toEqual(['pause', 'resume', 'stop', 'encode']);
    expect(bench.saves[0]?.bytes).toEqual(new Uint8Array([7]));
  });

  it('obeys the commands of the host', async () => {
    begin(1);
    (await bench.run(0)).reach(7);
    await bench.actions.handlers.command({ command: 'pause' }, new AbortController().signal);
    await bench.reaches('paused');
  });

  it('is saved midway without ending', async () => {
    begin(1);
    const run = await bench.run(0);
    run.reach(7);
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.saves).toHaveLength(1));
    expect(bench.saves[0]).toMatchObject({ bytes: new Uint8Array([7]), waiting: 0 });
    expect(bench.phase).toBe('running');
  });

  it('hands intermediates on, in order', async () => {
    begin(1);
    const run = await bench.run(0);
    const format = { type: 'png', quality: 90 } as const;
    run.observer.intermediate({ bytes: new Uint8Array([50]), format, epoch: 50 });
    run.observer.intermediate({ bytes: new Uint8Array([99]), format, epoch: 99 });
    await eventually(() => expect(bench.saves).toHaveLength(2));
    expect(bench.saves.map(save => save.intermediateEpoch)).toEqual([50, 99]);
    expect(bench.state.queue.get().entries[0]?.saved).toBeNull();
  });
});

describe('a picture that is not saved by itself', () => {
  it('waits for Save', async () => {
    begin(1, false);
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    expect(bench.saves).toEqual([]);
    expect(bench.state.queue.get().entries[0]?.unsaved?.image.epoch).toBe(100);
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.state.queue.get().entries[0]?.saved?.label).toBe('1.png'));
    expect(bench.state.queue.get().entries[0]?.unsaved).toBeNull();
  });

  it('is still there after the next has run', async () => {
    begin(2, false);
    (await bench.run(0)).finish();
    (await bench.run(1)).finish();
    await eventually(() => expect(bench.statuses).toEqual(['done', 'done']));
    bench.actions.perform({ kind: 'saveResult', id: '1' });
    await eventually(() => expect(bench.saves.map(save => save.job.id)).toEqual(['1']));
  });

  it('stays where the disk refuses it, and can be saved once the disk does not', async () => {
    bench.saveError = new PasticheError('output', 'The disk is full.', 'Free some space.');
    begin(1);
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    expect(bench.state.notice.get()?.text).toBe('photo1.jpg: The disk is full. Free some space.');
    expect(bench.state.queue.get().entries[0]?.unsaved?.image.bytes).toEqual(new Uint8Array([100]));
    bench.saveError = undefined;
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.saves).toHaveLength(1));
  });
});

describe('a queue', () => {
  it('goes on after a broken image, and says how many follow', async () => {
    bench.files['file:///photo2.jpg'] = new Uint8Array(0);
    begin(3);
    (await bench.run(0)).finish();
    (await bench.run(1)).finish();
    await eventually(() => expect(bench.statuses).toEqual(['done', 'failed', 'done']));
    expect(bench.saves.map(({ job: { id }, waiting }) => [id, waiting])).toEqual([
      ['1', 2],
      ['3', 0],
    ]);
    expect(bench.failures).toMatchObject([
      { job: { id: '2' }, error: { code: 'image', message: 'photo2.jpg is empty (0 bytes).' }, waiting: 1 },
    ]);
  });

  it('takes more jobs at the end', async () => {
    begin(1);
    const run = await bench.run(0);
    await bench.actions.handlers.enqueue(
      { jobs: [job('9')], preset: 'draft', recipe: makeRecipe('draft') },
      new AbortController().signal,
    );
    run.finish();
    const next = await bench.run(1);
    expect(next.request.content.name).toBe('photo9.jpg');
    expect(next.request.recipe).toEqual(makeRecipe('draft'));
    expect(run.calls.at(-1)).toBe('dispose');
  });

  it('keeps the recipe that the person edited against a later one', async () => {
    begin(1);
    await bench.run(0);
    bench.actions.perform({ kind: 'setOption', key: 'size', text: '64' });
    await bench.actions.handlers.enqueue(
      { jobs: [job('9')], preset: 'draft', recipe: makeRecipe('draft') },
      new AbortController().signal,
    );
    expect(bench.state.draft.get().recipe.size).toBe(64);
  });

  it('waits where no network is to be had', async () => {
    bench.model = new PasticheError('network', 'No connection.', 'Retry.');
    begin(2);
    await bench.reaches('failed');
    expect(bench.statuses).toEqual(['failed', 'waiting']);
    expect(bench.failures).toMatchObject([{ waiting: 0 }]);
    bench.model = { kind: 'pocket' };
    bench.actions.perform({ kind: 'retry', id: '1' });
    (await bench.run(0)).finish();
    (await bench.run(1)).finish();
    await eventually(() => expect(bench.statuses).toEqual(['done', 'done']));
  });

  it('tells how it stands with VGG-19 while the pocket network paints in its place', async () => {
    const vgg19 = (): unknown => bench.state.run.get().vgg19;
    bench.extension.notify('vgg19Changed', { kind: 'failed', reason: 'From a run before.' });
    bench.model = { kind: 'pocket', vgg19: { kind: 'fetching', percent: 12 } };
    begin(1);
    const run = await bench.run(0);
    expect(run.request.model).toMatchObject({ kind: 'pocket' });
    expect(vgg19()).toEqual({ kind: 'fetching', percent: 12 });
    run.finish();
    await bench.reaches('finished');
    bench.extension.notify('vgg19Changed', { kind: 'ready' });
    await eventually(() => expect(vgg19()).toEqual({ kind: 'ready' }));

    bench.model = { kind: 'pretrained', precision: 'uint8', files: ['weights'] };
    bench.actions.perform({ kind: 'again' });
    await bench.run(1);
    expect(vgg19()).toBeNull();
  });

  it('waits where the person wants no network', async () => {
    bench.model = { kind: 'cancelled' };
    begin(2);
    await eventually(() => expect(bench.phases.at(-1)).toBe('idle'));
    await eventually(() => expect(bench.statuses).toEqual(['waiting', 'waiting']));
    expect(bench.failures).toEqual([]);
  });
});

describe('cancelling while it is prepared', () => {
  it('ends the wait and asks no more of the host', async () => {
    bench.modelHangs = true;
    begin(1);
    await eventually(() => expect(bench.state.run.get().step).toBe('network'));
    bench.actions.perform({ kind: 'stop' });
    await bench.reaches('idle');
    await eventually(() => expect(bench.modelAborted).toBe(true));
    expect(bench.statuses).toEqual(['waiting']);
    expect(bench.engines.flatMap(({ runs }) => runs)).toEqual([]);
  });
});

describe('starting again', () => {
  it('takes the recipe as it is now, and drops the run that was going on', async () => {
    begin(1);
    const first = await bench.run(0);
    first.reach(7);
    bench.actions.perform({ kind: 'setOption', key: 'epochs', text: '9' });
    bench.actions.perform({ kind: 'again' });
    const second = await bench.run(1);
    expect(second.request.recipe.epochs).toBe(9);
    expect(first.calls).toContain('dispose');
    first.observer.epochs([], 10, 0);
    expect(bench.state.run.get().epoch).toBe(0);
    second.finish();
    await bench.reaches('finished');
    expect(bench.saves).toHaveLength(1);
    expect(bench.engines).toHaveLength(1);
  });

  it('does not start with a recipe that is out of bounds', async () => {
    bench.actions.begin(bench.startOf([job('1')], false));
    bench.actions.perform({ kind: 'setOption', key: 'size', text: '1' });
    bench.actions.perform({ kind: 'start' });
    await Promise.resolve();
    expect(bench.phase).toBe('idle');
    bench.actions.perform({ kind: 'resetRecipe' });
    bench.actions.perform({ kind: 'start' });
    expect((await bench.run(0)).request.recipe).toEqual(makeRecipe('seed'));
  });
});

describe('a device that is lost', () => {
  it('leaves its last image, which is saved like any other, and the next run takes a new engine and canvas', async () => {
    begin(1);
    const run = await bench.run(0);
    const canvas = bench.state.canvas.get();
    run.reach(7);
    run.fail(lost);
    await bench.reaches('failed');
    expect(bench.saves.map(({ bytes }) => bytes[0])).toEqual([7]);
    expect(bench.state.queue.get().entries[0]?.unsaved).toBeNull();
    expect(bench.engines[0]?.isDisposed).toBe(true);
    expect(bench.state.canvas.get()).toBe(canvas);
    bench.actions.perform({ kind: 'retry', id: '1' });
    (await bench.run(1)).reach(1);
    expect(bench.engines).toHaveLength(2);
    expect(bench.state.canvas.get()).not.toBe(canvas);
  });

  it('fails all the same where the image went with it', async () => {
    begin(1);
    const run = await bench.run(0);
    run.losesItsImage();
    run.reach(7);
    run.fail(lost);
    await bench.reaches('failed');
    expect(bench.state.queue.get().entries[0]?.unsaved).toBeNull();
    expect(bench.failures).toMatchObject([{ error: { code: 'device', message: 'The GPU was lost.' } }]);
  });

  it('midway does not stop the queue, but a device that cannot be had does', async () => {
    begin(2);
    const run = await bench.run(0);
    run.reach(7);
    run.fail(lost);
    (await bench.run(1)).finish();
    await eventually(() => expect(bench.statuses).toEqual(['failed', 'done']));

    bench = new Bench();
    bench.openError = new PasticheError('device', 'There is no WebGPU.');
    begin(2);
    await bench.reaches('failed');
    expect(bench.statuses).toEqual(['failed', 'waiting']);
  });

  it('between two runs is noticed: the next takes a new engine', async () => {
    begin(1);
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    bench.engines[0]!.isBroken = true;
    bench.actions.perform({ kind: 'again' });
    await bench.run(1);
    expect(bench.engines).toHaveLength(2);
  });
});

describe('losses that stop being numbers', () => {
  it('end the job without keeping its image or giving up the engine', async () => {
    begin(1);
    const run = await bench.run(0);
    run.reach(7);
    run.fail(new PasticheError('setting', 'The losses stopped being numbers.', 'Lower the learning rate.'));
    await bench.reaches('failed');
    expect(bench.state.queue.get().entries[0]?.unsaved).toBeNull();
    expect(bench.engines[0]?.isDisposed).toBe(false);
  });
});

describe('another style', () => {
  const woodcut = { uri: 'file:///woodcut.png', name: 'woodcut.png' };

  it('after a failure starts at once', async () => {
    bench.files['file:///starry_night.jpg'] = new PasticheError('image', 'starry_night.jpg is gone.');
    bench.picked = woodcut;
    begin(1);
    await bench.reaches('failed');
    expect(bench.state.pictures.get().get('file:///starry_night.jpg')).toEqual({
      kind: 'broken',
      message: 'starry_night.jpg is gone.',
    });
    bench.actions.perform({ kind: 'pickStyle', index: 0 });
    expect((await bench.run(0)).request.styles[0].image.name).toBe('woodcut.png');
  });

  it('while one runs waits after it; dismissed, it changes nothing', async () => {
    begin(1);
    const run = await bench.run(0);
    bench.actions.perform({ kind: 'pickStyle', index: 0 });
    await new Promise(resolve => setTimeout(resolve));
    expect(bench.statuses).toEqual(['active']);
    bench.picked = woodcut;
    bench.actions.perform({ kind: 'pickStyle', index: 0 });
    await eventually(() => expect(bench.statuses).toEqual(['active', 'waiting']));
    run.finish();
    expect((await bench.run(1)).request.styles[0].image.name).toBe('woodcut.png');
  });

  it('after the end waits for Start', async () => {
    bench.picked = woodcut;
    begin(1);
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    await eventually(() => expect(bench.statuses).toEqual(['done']));
    bench.actions.perform({ kind: 'pickStyle', index: 0 });
    await bench.reaches('idle');
    expect(bench.statuses).toEqual(['done', 'waiting']);
    bench.actions.perform({ kind: 'start' });
    await bench.run(1);
  });
});

describe('several styles', () => {
  const woodcut = { uri: 'file:///woodcut.png', name: 'woodcut.png' };
  const stylesOf = (): JobStyles => bench.state.queue.get().entries[0]!.job.styles;
  const names = (): string[] => stylesOf().map(({ image }) => image.name);

  it('are handed to the engine with their shares and regions, the painted one as its bytes', async () => {
    bench.picked = woodcut;
    bench.actions.begin(bench.startOf([job('1')], false));
    bench.actions.perform({ kind: 'addStyle' });
    await eventually(() => expect(names()).toEqual(['starry_night.jpg', 'woodcut.png']));
    bench.actions.perform({ kind: 'setShare', index: 0, percent: 80 });
    bench.actions.perform({ kind: 'addStyle' });
    await eventually(() => expect(names()).toHaveLength(3));
    bench.actions.perform({ kind: 'paintRegion', index: 2 });
    bench.actions.perform({ kind: 'setRegion', region: { kind: 'painted', uri: pngUri } });
    expect(bench.state.painting.get()).toBeNull();
    bench.actions.perform({ kind: 'paintRegion', index: 1 });
    bench.actions.perform({ kind: 'pickMask' });
    await eventually(() => expect(stylesOf()[1]?.region).toEqual({ kind: 'image', image: woodcut }));
    bench.actions.perform({ kind: 'start' });
    const { styles } = (await bench.run(0)).request;
    expect(styles[0].region).toBeUndefined();
    expect(styles).toMatchObject([
      { image: { name: 'starry_night.jpg' }, weight: 80 },
      { image: { name: 'woodcut.png' }, weight: 20, region: { name: 'woodcut.png' } },
      { image: { name: 'woodcut.png' }, weight: 50, region: { bytes: Uint8Array.of(1, 2, 3) } },
    ]);
  });

  it('changed while one runs are for the next run, and what is saved is named after what was painted', async () => {
    bench.picked = woodcut;
    begin(1);
    const run = await bench.run(0);
    bench.actions.perform({ kind: 'addStyle' });
    await eventually(() => expect(names()).toHaveLength(2));
    bench.actions.perform({ kind: 'removeStyle', index: 0 });
    expect(names()).toEqual(['woodcut.png']);
    expect(bench.statuses).toEqual(['active']);
    run.finish();
    await bench.reaches('finished');
    expect(bench.saves[0]?.job).toEqual(job('1'));
    bench.actions.perform({ kind: 'again' });
    const next = await bench.run(1);
    expect(next.request.styles[0].image.name).toBe('woodcut.png');
  });

  it('are remembered for a reload', async () => {
    bench.picked = woodcut;
    bench.actions.begin(bench.startOf([job('1')], false));
    bench.actions.perform({ kind: 'addStyle' });
    await eventually(() => expect(bench.remembered?.jobs[0]?.styles).toHaveLength(2));
    bench.actions.perform({ kind: 'paintRegion', index: 0 });
    bench.actions.perform({ kind: 'setRegion', region: { kind: 'painted', uri: pngUri } });
    expect(parseIntent(JSON.parse(JSON.stringify(bench.remembered)))).toEqual(bench.remembered);
    expect(bench.remembered?.jobs[0]?.styles[0].region).toEqual({ kind: 'painted', uri: pngUri });
  });

  it('may be taken over for all pictures that wait, without what was painted on one', async () => {
    bench.picked = woodcut;
    bench.actions.begin(bench.startOf([job('1'), job('2'), job('3')], false));
    bench.actions.perform({ kind: 'addStyle' });
    await eventually(() => expect(names()).toHaveLength(2));
    bench.actions.perform({ kind: 'paintRegion', index: 1 });
    bench.actions.perform({ kind: 'setRegion', region: { kind: 'painted', uri: pngUri } });
    bench.actions.perform({ kind: 'stylesToAll' });
    const [first, ...others] = bench.state.queue.get().entries;
    expect(first?.job.styles[1]?.region).toBeDefined();
    for (const { job } of others) {
      expect(job.styles.map(({ image, region }) => [image.name, region])).toEqual([
        ['starry_night.jpg', undefined],
        ['woodcut.png', undefined],
      ]);
    }
  });

  it('that are broken are named, and can be exchanged', async () => {
    bench.files['file:///woodcut.png'] = new PasticheError('image', 'woodcut.png is gone.');
    bench.picked = woodcut;
    bench.actions.begin(bench.startOf([job('1')], false));
    bench.actions.perform({ kind: 'addStyle' });
    await eventually(() => expect(names()).toHaveLength(2));
    bench.actions.perform({ kind: 'start' });
    await bench.reaches('failed');
    bench.picked = { uri: 'file:///mosaic.png', name: 'mosaic.png' };
    bench.actions.perform({ kind: 'pickStyle', index: 1 });
    expect((await bench.run(0)).request.styles[1]).toMatchObject({ image: { name: 'mosaic.png' } });
  });
});

describe('a reload', () => {
  it('shows what was chosen and waits', async () => {
    bench.actions.begin(bench.startOf([job('1')], false));
    await eventually(() => expect(bench.state.pictures.get().size).toBe(2));
    expect(bench.phase).toBe('idle');
    expect(bench.engines).toEqual([]);
  });

  it('brings back what is not done, with the recipe as it was edited', async () => {
    begin(2);
    (await bench.run(0)).finish();
    await bench.run(1);
    bench.actions.perform({ kind: 'setOption', key: 'size', text: '64' });
    expect(bench.remembered).toEqual({
      jobs: [job('2')],
      preset: 'seed',
      recipe: { ...recipe, size: 64 },
    });
  });
});
