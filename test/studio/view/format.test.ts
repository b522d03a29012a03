import { describe, expect, it } from 'vitest';
import { formatEpochTime, formatLoss, formatMemory, formatPercent, stem } from '../../../webview/view/format';

describe('formatMemory', () => {
  it.each([
    [0, '1 MB'],
    [94_700_000, '95 MB'],
    [312_400_000, '310 MB'],
    [2_430_000_000, '2.4 GB'],
    [999_900_000, '1.0 GB'],
  ])('%d bytes read %s', (bytes, text) => expect(formatMemory(bytes)).toBe(text));
});

describe('formatEpochTime', () => {
  it.each([
    [0.2, '1 ms'],
    [38.4, '38 ms'],
    [99.6, '0.10 s'],
    [420, '0.42 s'],
    [9_996, '10.0 s'],
    [134_000, '134 s'],
  ])('%d ms reads %s', (ms, text) => expect(formatEpochTime(ms)).toBe(text));
});

describe('formatLoss', () => {
  it.each([
    [0, '0'],
    [1.2345, '1.23'],
    [88.46, '88.5'],
    [456.7, '457'],
    [12_345_678, '1.23e+7'],
    [0.04137, '0.041'],
    [0.000012, '1.2e-5'],
    [NaN, '–'],
    [Infinity, '–'],
  ])('%d reads %s', (value, text) => expect(formatLoss(value)).toBe(text));
});

it('keeps percentages between 0 and 100', () => {
  expect([-0.1, 0.434, 1.2].map(formatPercent)).toEqual(['0 %', '43 %', '100 %']);
});

it.each([
  ['starry_night.jpg', 'starry_night'],
  ['a.b.png', 'a.b'],
  ['.hidden', '.hidden'],
  ['Woodcut', 'Woodcut'],
])('calls the style %s %s', (name, called) => expect(stem(name)).toBe(called));
