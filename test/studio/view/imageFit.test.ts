import { describe, expect, it } from 'vitest';
import { shownSize, workingSize } from '../../../webview/view/imageFit';

const viewport = { width: 800, height: 400 };

describe('shownSize', () => {
  it('fits the narrower way', () => {
    expect(shownSize({ width: 1600, height: 400 }, viewport, 'fit')).toEqual({ width: 800, height: 200 });
    expect(shownSize({ width: 400, height: 1600 }, viewport, 'fit')).toEqual({ width: 100, height: 400 });
  });

  it('enlarges small images, but not without end', () => {
    expect(shownSize({ width: 200, height: 200 }, viewport, 'fit')).toEqual({ width: 400, height: 400 });
    expect(shownSize({ width: 16, height: 16 }, viewport, 'fit')).toEqual({ width: 64, height: 64 });
  });

  it('shows the actual size where asked', () => {
    expect(shownSize({ width: 4096, height: 64 }, viewport, 'actual')).toEqual({ width: 4096, height: 64 });
  });

  it('never vanishes', () => {
    expect(shownSize({ width: 4000, height: 3 }, viewport, 'fit')).toEqual({ width: 800, height: 1 });
    expect(shownSize({ width: 9, height: 9 }, { width: 0, height: 0 }, 'fit')).toEqual({
      width: 1,
      height: 1,
    });
  });
});

describe('workingSize', () => {
  it('cuts the longest side and enlarges nothing', () => {
    expect(workingSize({ width: 4000, height: 3000 }, 512)).toEqual({ width: 512, height: 384 });
    expect(workingSize({ width: 100, height: 80 }, 512)).toEqual({ width: 100, height: 80 });
    expect(workingSize({ width: 3, height: 4000 }, 512)).toEqual({ width: 1, height: 512 });
  });
});
