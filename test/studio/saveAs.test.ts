import { beforeEach, describe, expect, it } from 'vitest';
import { Bench, eventually } from './support/bench';
import { job, recipe } from './support/samples';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

describe('a picture that is saved', () => {
  const notes = (method: string): unknown[] =>
    bench.keeping.flatMap(([name, params]) => (name === method ? [params] : []));

  beforeEach(async () => {
    bench.actions.begin(bench.startOf([job('1')], true));
    (await bench.run(0)).finish();
    await bench.reaches('finished');
  });

  it('is saved once more under a name that is asked for, as the type that the name says', async () => {
    bench.encoders = ['png', 'jpeg'];
    bench.place = { uri: 'file:///art/wall.jpg', type: 'jpeg' };
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(notes('saveAt')).toHaveLength(1));
    expect(notes('askPlace')).toEqual([{ job: job('1'), types: ['png', 'jpeg'] }]);
    expect(notes('saveAt')).toEqual([{ uri: 'file:///art/wall.jpg', bytes: new Uint8Array([100]) }]);
    const [run] = bench.engines[0]!.runs;
    expect(run!.formats.map(({ type }) => type)).toEqual(['png', 'jpeg']);
    await eventually(() =>
      expect(bench.state.queue.get().entries[0]?.saved?.uri).toBe('file:///art/wall.jpg'),
    );
    expect(bench.saves).toHaveLength(1);
  });

  it('is left as it is where no name is given, and can be asked for again', async () => {
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(notes('askPlace')).toHaveLength(1));
    await eventually(() => expect(bench.state.saving.get()).toBe(false));
    expect(notes('saveAt')).toEqual([]);
    expect(bench.saves).toHaveLength(1);
    expect(bench.state.notice.get()).toBeNull();
  });

  it('is copied from its file where it was made before the page was loaded', async () => {
    bench = new Bench();
    const made = {
      id: 'kept',
      job: job('1'),
      recipe,
      model: 'pocket',
      epoch: 100,
      resumable: false,
    } as const;
    const format = { type: 'png', quality: 90 } as const;
    Object.assign(bench, { kept: [{ ...made, format, bytes: Uint8Array.of(100) }] });
    bench.actions.begin(bench.startOf([job('1')], false));
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(bench.state.queue.get().entries[0]?.saved?.label).toBe('1.png'));
    await eventually(() => expect(bench.state.saving.get()).toBe(false));
    bench.place = { uri: 'file:///copy.png', type: 'png' };
    bench.actions.perform({ kind: 'save' });
    await eventually(() => expect(notes('saveAt')).toHaveLength(1));
    expect(notes('askPlace')).toEqual([{ job: job('1'), types: ['png'] }]);
    expect(bench.reads.at(-1)).toBe('file:///1.png');
  });
});
