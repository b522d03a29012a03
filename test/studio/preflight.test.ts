import { beforeEach, describe, expect, it } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import { Bench } from './support/bench';
import { job } from './support/samples';

let bench: Bench;
beforeEach(() => (bench = new Bench()));

const begin = (autoSave = true): void => bench.actions.begin(bench.startOf([job('1')], true, autoSave));

describe('a picture that could not be saved', () => {
  const refused = new PasticheError('output', 'The folder is read-only.', 'Set another.');

  it('is told before its run begins, and nothing is computed', async () => {
    bench.probeError = refused;
    begin();
    await bench.reaches('failed');
    expect(bench.engines.flatMap(({ runs }) => runs)).toEqual([]);
    expect(bench.failures).toMatchObject([
      { error: { code: 'output', message: 'The folder is read-only.' } },
    ]);
    bench.probeError = undefined;
    bench.actions.perform({ kind: 'retry', id: '1' });
    expect((await bench.run(0)).request.content.name).toBe('photo1.jpg');
  });

  it('for want of an encoder is told before its run begins, with the setting to change', async () => {
    bench.encoders = ['png'];
    const { settings, ...start } = bench.startOf([job('1')], true);
    bench.actions.begin({ ...start, settings: { ...settings, output: { type: 'webp', quality: 80 } } });
    await bench.reaches('failed');
    expect(bench.engines.flatMap(({ runs }) => runs)).toEqual([]);
    expect(bench.state.run.get().error).toMatchObject({
      code: 'output',
      message: expect.stringContaining('cannot write WEBP'),
      remedy: expect.stringContaining('pastiche.output.format'),
    });
  });

  it('is no matter where the person saves it, to a place that is asked for', async () => {
    bench.probeError = refused;
    begin(false);
    (await bench.run(0)).finish();
    await bench.reaches('finished');
    expect(bench.probes).toEqual([]);
  });
});
