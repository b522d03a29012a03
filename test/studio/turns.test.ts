import { beforeEach, describe, expect, it } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import { phaseText, spokenText } from '../../webview/view/phaseText';
import { Bench, eventually } from './support/bench';
import { MemoryLocks } from './support/memoryLocks';
import { job, processor } from './support/samples';

let locks: MemoryLocks;
let first: Bench;
let second: Bench;

beforeEach(() => {
  locks = new MemoryLocks();
  first = new Bench(locks);
  second = new Bench(locks);
});

function begin(bench: Bench, ...contents: readonly string[]): void {
  bench.actions.begin(
    bench.startOf(
      contents.map((name, index) => job(String(index + 1), name)),
      true,
    ),
  );
}

const headline = (bench: Bench): string => phaseText(bench.state.run.get());

async function waits(bench: Bench, picture: string): Promise<void> {
  const text = `Waiting for ${picture} in another window…`;
  await eventually(() => expect(headline(bench)).toBe(text));
  expect(spokenText(bench.state.run.get())).toBe(text);
}

describe('a run on the GPU while another window has it', () => {
  beforeEach(async () => {
    begin(first, 'boats.jpg');
    (await first.run(0)).reach(3);
    begin(second, 'cat.jpg');
    await waits(second, 'boats.jpg');
  });

  it('says for whom it waits, counts no time, and begins by itself', async () => {
    expect(second.phase).toBe('preparing');
    expect(second.state.run.get().clock.tickingSince).toBeNull();
    expect(second.engines[0]!.runs).toHaveLength(0);
    (await first.run(0)).finish();
    (await second.run(0)).reach(2);
    expect(headline(second)).toBe('Epoch 2 of 100');
    expect(second.state.run.get().clock.tickingSince).not.toBeNull();
  });

  it('begins when the other fails, too', async () => {
    (await first.run(0)).fail(new PasticheError('memory', 'Full.'));
    await second.run(0);
  });

  it('begins while the other saves, which may wait for a person', async () => {
    first.saveHangs = true;
    (await first.run(0)).finish();
    await second.run(0);
    expect(first.phase).not.toBe('finished');
  });

  it('can be given up, and leaves no place in the line', async () => {
    second.actions.perform({ kind: 'stop' });
    await second.reaches('idle');
    expect((await locks.query()).pending).toEqual([]);
    second.actions.perform({ kind: 'start' });
    await waits(second, 'boats.jpg');
  });

  it('gets it when the other is paused, which then waits in its turn', async () => {
    first.actions.perform({ kind: 'pause' });
    await first.reaches('paused');
    const run = await second.run(0);
    run.reach(1);
    first.actions.perform({ kind: 'resume' });
    await waits(first, 'cat.jpg');
    expect(first.phase).toBe('running');
    expect((await first.run(0)).calls).toEqual(['pause']);
    run.finish();
    await eventually(async () => expect((await first.run(0)).calls).toEqual(['pause', 'resume']));
    expect(headline(first)).toBe('Epoch 3 of 100');
  });

  it('is told when it is another that it waits for', async () => {
    const third = new Bench(locks);
    begin(third, 'leaves.jpg');
    await waits(third, 'boats.jpg');
    (await first.run(0)).finish();
    await waits(third, 'cat.jpg');
  });

  it('does not wait for one that is gone', async () => {
    for (const { name } of (await locks.query()).held!) locks.drop(name!);
    await second.run(0);
  });
});

describe('a paused run that waits to go on', () => {
  beforeEach(async () => {
    begin(first, 'boats.jpg');
    (await first.run(0)).reach(3);
    first.actions.perform({ kind: 'pause' });
    await first.reaches('paused');
    begin(second, 'cat.jpg');
    (await second.run(0)).reach(1);
    first.actions.perform({ kind: 'resume' });
    await waits(first, 'cat.jpg');
  });

  it('can be paused again, and stays so when its turn would have come', async () => {
    first.actions.perform({ kind: 'pause' });
    await first.reaches('paused');
    expect(headline(first)).toBe('Paused at epoch 3 of 100');
    (await second.run(0)).finish();
    await second.reaches('finished');
    expect((await first.run(0)).calls).not.toContain('resume');
    expect((await locks.query()).held).toEqual([]);
  });

  it('can be stopped, and its picture is saved', async () => {
    first.actions.perform({ kind: 'stop' });
    await first.reaches('finished');
    expect(first.saves.map(({ bytes }) => bytes[0])).toEqual([3]);
  });
});

describe('what waits for nobody', () => {
  it('is a run on the processor', async () => {
    begin(first, 'boats.jpg');
    await first.run(0);
    second.device = processor;
    begin(second, 'cat.jpg');
    await second.run(0);
  });

  it('is a run where locks fail, which is logged', async () => {
    const broken = new Bench(
      Object.assign(new MemoryLocks(), {
        request: () => Promise.reject(new DOMException('The origin is opaque.', 'SecurityError')),
      }),
    );
    begin(broken, 'boats.jpg');
    await broken.run(0);
    expect(broken.logs.join()).toContain('The origin is opaque.');
  });

  it('is the next picture of a queue, where no other window asks', async () => {
    begin(first, 'boats.jpg', 'cat.jpg');
    (await first.run(0)).finish();
    (await first.run(1)).finish();
    await first.reaches('finished');
    expect((await locks.query()).held).toEqual([]);
  });
});
