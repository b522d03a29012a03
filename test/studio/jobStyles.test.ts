import { describe, expect, it } from 'vitest';
import type { JobStyles, Region } from '../../src/shared/messages/protocol';
import {
  sharesOf,
  styleNames,
  withImage,
  withoutPaint,
  withoutStyle,
  withRegion,
  withShare,
  withStyle,
} from '../../webview/state/jobStyles';
import { alphaToLightness, lightnessToAlpha, maskSize, meanAlpha } from '../../webview/region/regionMask';
import { job } from './support/samples';

const image = (name: string) => ({ uri: `file:///${name}`, name });
const three: JobStyles = [
  { image: image('a.png'), weight: 1 },
  { image: image('b.png'), weight: 2 },
  { image: image('c.png'), weight: 1 },
];
const painted: Region = { kind: 'painted', uri: 'data:image/png;base64,AQID' };

describe('shares', () => {
  it('are percent of all styles without a region', () => {
    expect(sharesOf(three)).toEqual([25, 50, 25]);
    expect(sharesOf(withRegion(three, 1, painted))).toEqual([50, null, 50]);
  });

  it('are none where there is nobody to share with', () => {
    expect(sharesOf([three[0]])).toEqual([null]);
    expect(sharesOf(withRegion([three[0], three[1]!], 0, painted))).toEqual([null, null]);
  });

  it('leave the others their proportions', () => {
    expect(sharesOf(withShare(three, 0, 40))).toEqual([40, 40, 20]);
  });

  it('never take all: a style must count for something', () => {
    expect(sharesOf(withShare(three, 0, 100))[0]).toBeCloseTo(98, 0);
    expect(Math.min(...sharesOf(withShare(withShare(three, 0, 100), 1, 100)).map(Number))).toBeGreaterThan(0);
    expect(sharesOf(withShare(three, 0, 0))[0]).toBe(1);
  });

  it('of a style with a region do not change', () => {
    const styles = withRegion(three, 1, painted);
    expect(withShare(styles, 1, 10)).toBe(styles);
  });
});

describe('styles', () => {
  it('come with an average share', () => {
    expect(sharesOf(withStyle([three[0]], image('d.png')))).toEqual([50, 50]);
    expect(sharesOf(withStyle(three, image('d.png')))[3]).toBeCloseTo(25);
  });

  it('go, but for the last', () => {
    expect(withoutStyle(three, 0).map(style => style.image.name)).toEqual(['b.png', 'c.png']);
    expect(withoutStyle([three[0]], 0)).toEqual([three[0]]);
  });

  it('are exchanged in place, with share and region', () => {
    const styles = withImage(withRegion(three, 1, painted), 1, image('d.png'));
    expect(styles[1]).toEqual({ image: image('d.png'), weight: 2, region: painted });
  });

  it('lose a region, and what was painted, but not a mask image', () => {
    const mask: Region = { kind: 'image', image: image('mask.png') };
    const styles = withRegion(withRegion(three, 0, mask), 1, painted);
    expect(withRegion(styles, 0, null)[0]).toEqual(three[0]);
    expect(withoutPaint(styles).map(({ region }) => region)).toEqual([mask, undefined, undefined]);
  });

  it('have a name together', () => {
    expect(styleNames({ ...job('1'), styles: three })).toBe('a + b + c');
    const builtIn = { ...image('flow-strokes.jpg'), label: 'Flow strokes' };
    expect(styleNames({ ...job('1'), styles: withImage(three, 1, builtIn) })).toBe('a + Flow strokes + c');
  });
});

describe('a painted mask', () => {
  it('has the shape of the content image and a bounded size', () => {
    expect(maskSize({ width: 4000, height: 3000 })).toEqual({ width: 512, height: 384 });
    expect(maskSize({ width: 40, height: 30 })).toEqual({ width: 40, height: 30 });
    expect(maskSize({ width: 9000, height: 1 })).toEqual({ width: 512, height: 1 });
  });

  it('is written white on black, and read back', () => {
    const half = Uint8ClampedArray.of(9, 9, 9, 0, 200, 0, 0, 255);
    expect(meanAlpha(half)).toBe(0.5);
    alphaToLightness(half);
    expect([...half]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    lightnessToAlpha(half);
    expect(meanAlpha(half)).toBe(0.5);
  });
});
