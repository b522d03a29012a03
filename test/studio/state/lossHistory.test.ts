import { describe, expect, it } from 'vitest';
import { LossHistory, logRange } from '../../../webview/state/lossHistory';
import { report } from '../support/samples';

describe('LossHistory', () => {
  it('has no point for a zero or for what is no number, and still tells it', () => {
    const history = new LossHistory();
    history.append([report(0, { content: 0, total: 11 }), report(1, { style: NaN })]);
    const [epochs, total, style, content, variation] = history.columns();
    expect(epochs).toEqual([0, 1]);
    expect(total).toEqual([11, 13]);
    expect(style).toEqual([10, null]);
    expect(content).toEqual([null, 2]);
    expect(variation).toEqual([1, 1]);
    expect(history.at(0)).toMatchObject({ epoch: 0, content: 0 });
    expect(history.at(-1)).toMatchObject({ epoch: 1, content: 2 });
    expect(history.at(2)).toBeUndefined();
  });

  it('draws no rounding errors: the content loss of a run that begins at the content image', () => {
    const history = new LossHistory();
    history.append([report(0, { content: 1e-7 }), report(1)]);
    expect(history.columns()[3]).toEqual([null, 2]);
    expect(history.at(0)).toMatchObject({ content: 1e-7 });
  });

  it('knows a term that is not in use', () => {
    const history = new LossHistory();
    history.append([report(0, { variation: 0, content: 0 })]);
    expect(history.isAlwaysZero('variation')).toBe(false); // One report is too few to tell.
    history.append([report(1, { variation: 0 })]);
    expect(history.isAlwaysZero('variation')).toBe(true);
    expect(history.isAlwaysZero('content')).toBe(false);
  });

  it('drops reports that come late or twice', () => {
    const history = new LossHistory();
    history.append([report(0), report(1)]);
    history.append([report(1), report(0), report(2)]);
    expect(history.columns()[0]).toEqual([0, 1, 2]);
  });
});

describe('logRange', () => {
  it('spans whole powers of ten', () => {
    expect(logRange([[3, null, 450], [20]])).toEqual([1, 1000]);
    expect(logRange([[10]])).toEqual([10, 100]);
    expect(logRange([[7]])).toEqual([1, 10]);
  });

  it('has nothing to say without points', () => {
    expect(logRange([])).toBeNull();
    expect(logRange([[null, null]])).toBeNull();
  });

  it('lets rounding errors fall off rather than squeeze all else flat', () => {
    const [low, high] = logRange([[1e-12, 0.5], [2000]])!;
    expect(high).toBe(10_000);
    expect(low).toBeCloseTo(0.1, 12);
  });
});
