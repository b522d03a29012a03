import { describe, expect, it } from 'vitest';
import { inOrderOfArrival } from '../../../src/pure/arrivals';

/** A promise that is settled by hand. */
function letter(): { promise: Promise<string>; arrive: (text: string) => void } {
  let arrive!: (text: string) => void;
  const promise = new Promise<string>(resolve => (arrive = resolve));
  return { promise, arrive };
}

describe('results as they arrive', () => {
  it('keep their order where all come in time', async () => {
    const [first, second] = [letter(), letter()];
    const taken: string[] = [];
    const all = inOrderOfArrival([first.promise, second.promise], 60_000, text => taken.push(text));
    second.arrive('second');
    await second.promise;
    expect(taken).toEqual([]);
    first.arrive('first');
    await all;
    expect(taken).toEqual(['first', 'second']);
  });

  it('come last where they are late, and never before what is there', async () => {
    const [late, early] = [letter(), letter()];
    const taken: string[] = [];
    let secondTaken!: () => void;
    const second = new Promise<void>(resolve => (secondTaken = resolve));
    const all = inOrderOfArrival([late.promise, early.promise], 0, text => {
      taken.push(text);
      secondTaken();
    });
    early.arrive('early');
    await second;
    expect(taken).toEqual(['early']);
    late.arrive('late');
    await all;
    expect(taken).toEqual(['early', 'late']);
  });
});
