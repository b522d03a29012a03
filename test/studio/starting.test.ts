import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import { pocketFile } from '../../src/shared/model/pocketLayout';
import { Bench } from './bench';
import { job } from './samples';

let bench: Bench;
beforeEach(() => (bench = new Bench()));

const begin = (): void => bench.actions.begin(bench.startOf([job('1')], true));

describe('a start', () => {
  it('opens the engine and reads the images while the network is chosen, and then hurries the host', async () => {
    bench.modelHangs = true;
    begin();
    await vi.waitFor(() => expect(bench.asked).toEqual(['engineReady']));
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
    expect(bench.asked).toEqual([]);
  });

  it("reads the pocket network's weights before a new engine asks for them, and hands them out once", async () => {
    begin();
    const run = await bench.run(0);
    await vi.waitFor(() => expect(bench.asked).toContain(pocketFile));
    const reads = (): number => bench.asked.filter(name => name === pocketFile).length;
    const { read } = run.request.model;
    expect(await read(pocketFile)).toHaveLength(3);
    expect(reads()).toBe(1);
    expect(await read(pocketFile)).toHaveLength(3);
    expect(reads()).toBe(2);

    bench.actions.perform({ kind: 'again' });
    await bench.run(1);
    expect(reads()).toBe(2); // that engine has them
  });
});
