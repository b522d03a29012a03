import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import { Bench } from './support/bench';
import { job } from './support/samples';

let bench: Bench;
beforeEach(() => (bench = new Bench()));

const begin = (): void => bench.actions.begin(bench.startOf([job('1')], true));

describe('a start', () => {
  it('opens the engine and reads the images while the network is chosen, and then hurries the host', async () => {
    bench.modelHangs = true;
    begin();
    await vi.waitFor(() => expect(bench.hurried).toBe(true));
    expect(bench.engines).toHaveLength(1);
    expect(bench.state.pictures.get().size).toBe(2);
    expect(bench.state.run.get().step).toBe('network');
  });

  it('ends the asking for a network when an image is broken, and tells of the image', async () => {
    bench.modelHangs = true;
    bench.openError = new PasticheError('device', 'The GPU was lost.', 'Retry.');
    bench.files['file:///photo1.jpg'] = new Uint8Array(0);
    begin();
    await vi.waitFor(() => expect(bench.failures).toMatchObject([{ error: { code: 'image' } }]));
    await vi.waitFor(() => expect(bench.modelAborted).toBe(true));
    expect(bench.hurried).toBe(false);
  });

  it('opens the engine of a studio that waits behind the style picker, and runs on it', async () => {
    bench.actions.begin(bench.startOf([], false));
    await vi.waitFor(() => expect(bench.engines).toHaveLength(1));
    const { preset, recipe } = bench.startOf([], false).intent;
    await bench.actions.handlers.enqueue({ jobs: [job('1')], preset, recipe }, new AbortController().signal);
    (await bench.run(0)).reach(1);
    expect(bench.engines).toHaveLength(1);
  });

  it('does all that needs no style while it is picked, and reads the content image once', async () => {
    const expected = job('1').content;
    const start = { ...bench.startOf([], false), expected };
    bench.actions.begin(start);
    const { recipe, preset } = start.intent;
    await vi.waitFor(() =>
      expect(bench.engines[0]!.expected).toMatchObject([
        { content: { name: expected.name }, recipe, model: { kind: 'pocket' } },
      ]),
    );
    expect(bench.state.pictures.get().size).toBe(0);
    expect(bench.engines[0]!.runs).toEqual([]);
    await bench.actions.handlers.enqueue({ jobs: [job('1')], preset, recipe }, new AbortController().signal);
    await bench.run(0);
    expect(bench.reads.sort()).toEqual(['file:///photo1.jpg', 'file:///starry_night.jpg']);
  });

  it('tells of nothing that goes wrong ahead of a run, and reads a broken image again', async () => {
    const { content } = job('1');
    bench.files[content.uri] = new PasticheError('image', 'It is gone.', 'Choose another.');
    const start = { ...bench.startOf([], false), expected: content };
    bench.actions.begin(start);
    await vi.waitFor(() => expect(bench.reads).toEqual([content.uri]));
    bench.files = {};
    const { recipe, preset } = start.intent;
    await bench.actions.handlers.enqueue({ jobs: [job('1')], preset, recipe }, new AbortController().signal);
    await bench.run(0);
    expect(bench.engines.flatMap(({ expected }) => expected)).toEqual([]);
    expect(bench.failures).toEqual([]);
    expect(bench.state.notice.get()).toBeNull();
    expect(bench.logs).toEqual([]);
  });

  it('only opens the engine where no network is at hand', async () => {
    bench.atHand = null;
    bench.actions.begin({ ...bench.startOf([], false), expected: job('1').content });
    await vi.waitFor(() => expect(bench.reads).toHaveLength(1));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(bench.engines[0]!.expected).toEqual([]);
  });

  it('opens none where a reload brought back what was chosen', async () => {
    bench.actions.begin(bench.startOf([job('1')], false));
    await vi.waitFor(() => expect(bench.state.pictures.get().size).toBe(2));
    expect(bench.engines).toEqual([]);
  });
});
