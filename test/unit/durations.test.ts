import { describe, expect, it } from 'vitest';
import { formatDuration, formatEstimate, roundEstimate } from '../../src/shared/durations';

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [499, '0 s'],
    [59_499, '59 s'],
    [59_500, '1 min 00 s'],
    [200_000, '3 min 20 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h 00 min'],
    [7_500_000, '2 h 05 min'],
  ])('%d ms reads %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('formatEstimate', () => {
  it.each([
    [-5, 'a few seconds'],
    [0, 'a few seconds'],
    [12_000, '15 s'],
    [54_000, '55 s'],
    [58_000, '1 min'],
    [250_000, '4 min'],
    [59.6 * 60_000, '1 h 00 min'],
    [5_400_000, '1 h 30 min'],
  ])('%d ms reads %s', (ms, text) => expect(formatEstimate(ms)).toBe(text));

  it('reads the same after it was rounded', () => {
    for (let ms = 0; ms < 7_500_000; ms += 777) {
      expect(formatEstimate(roundEstimate(ms))).toBe(formatEstimate(ms));
    }
  });
});
