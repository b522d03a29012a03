import { describe, expect, it } from 'vitest';
import { Pyramid } from '../../../webview/engine/images/pyramid';
import type { RgbaImage } from '../../../webview/engine/images/resample';

function image(width: number, height: number): RgbaImage {
  return { width, height, data: new Uint8ClampedArray(width * height * 4).fill(255) };
}

function styleWidth(pyramid: Pyramid, side: number): number {
  return pyramid.shapesAt(side).styles[0]!.image.shape[2];
}

function pyramidOf(
  content: RgbaImage,
  style: RgbaImage,
  options: { readonly size: number; readonly strokeSize: number },
): Pyramid {
  return new Pyramid(content, [{ image: style, weight: 1 }], { ...options, seamless: false });
}

describe('the pyramid', () => {
  it("cuts the style image to the recipe's size, however small the content image, as the seed does", () => {
    const pyramid = pyramidOf(image(20, 10), image(300, 200), { size: 100, strokeSize: 1 });
    expect(styleWidth(pyramid, pyramid.side)).toBe(100);
    expect(styleWidth(pyramid, 10)).toBe(50);
  });

  it('enlarges the style image only where larger strokes ask for it', () => {
    const small = image(30, 20);
    expect(styleWidth(pyramidOf(image(100, 50), small, { size: 100, strokeSize: 1 }), 100)).toBe(30);
    expect(styleWidth(pyramidOf(image(100, 50), small, { size: 100, strokeSize: 2 }), 100)).toBe(60);
    expect(styleWidth(pyramidOf(image(100, 50), image(300, 200), { size: 100, strokeSize: 0.5 }), 100)).toBe(
      50,
    );
  });
});
