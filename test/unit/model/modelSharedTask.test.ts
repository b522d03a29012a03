import { describe, expect, it } from 'vitest';
import { asPasticheError } from '../../../src/shared/errors';
import { SharedTask } from '../../../src/shared/model/sharedTask';

/** Work that ends when the test says so, or when it is aborted. */
class Work {
  started = 0;
  aborted = 0;
  finish: (value: string) => void = () => undefined;
  readonly task = new SharedTask<string>(
    signal =>
      new Promise((resolve, reject) => {
        this.started++;
        this.finish = resolve;
        signal.addEventListener('abort', () => {
          this.aborted++;
          reject(new Error('aborted'));
        });
      }),
  );
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fulfilled',
    thrown => asPasticheError(thrown).code,
  );

describe('shared work', () => {
  it('is done once for all who ask at the same time, and anew for who asks later', async () => {
    const work = new Work();
    const both = Promise.all([work.task.join(), work.task.join()]);
    work.finish('a');
    expect(await both).toEqual(['a', 'a']);
    const later = work.task.join();
    work.finish('b');
    expect(await later).toBe('b');
    expect(work.started).toBe(2);
  });

  it('goes on for the others when one leaves', async () => {
    const work = new Work();
    const leaving = new AbortController();
    const one = codeOf(work.task.join(leaving.signal));
    const two = work.task.join();
    leaving.abort();
    expect(await one).toBe('cancelled');
    expect(work.aborted).toBe(0);
    work.finish('a');
    expect(await two).toBe('a');
  });

  it('is aborted when the last one leaves; who asks then starts anew', async () => {
    const work = new Work();
    const leaving = new AbortController();
    const all = [codeOf(work.task.join(leaving.signal)), codeOf(work.task.join(leaving.signal))];
    leaving.abort();
    expect(await Promise.all(all)).toEqual(['cancelled', 'cancelled']);
    expect(work.aborted).toBe(1);
    const next = work.task.join();
    work.finish('a');
    expect(await next).toBe('a');
  });

  it('is not even started for a signal that has fired', async () => {
    const work = new Work();
    expect(await codeOf(work.task.join(AbortSignal.abort()))).toBe('cancelled');
    expect(work.started).toBe(0);
  });

  it('fails for all alike', async () => {
    const task = new SharedTask<string>(() => Promise.reject(new Error('broken')));
    expect(await Promise.all([codeOf(task.join()), codeOf(task.join())])).toEqual(['internal', 'internal']);
  });
});
