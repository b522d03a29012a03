import type { Rgb } from './color';
import { clamp, UNITS } from './geometry';

/** A square picture of floating-point sRGB: three values in [0, 255] a pixel, row by row. */
export interface Raster {
  /** Side, px. */
  readonly size: number;
  readonly rgb: Float32Array;
}

/** Visits every pixel of a picture of `size` pixels a side, with the position of its centre in design units. */
export function forEachPixel(size: number, visit: (x: number, y: number, pixel: number) => void): void {
  const unitsPerPixel = UNITS / size;
  for (let row = 0, pixel = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, pixel += 1) {
      visit((column + 0.5) * unitsPerPixel, (row + 0.5) * unitsPerPixel, pixel);
    }
  }
}

/** A picture of `size` pixels a side, coloured by a function of the position in design units. */
export function shade(size: number, colorAt: (x: number, y: number, pixel: number) => Rgb): Raster {
  const rgb = new Float32Array(size * size * 3);
  forEachPixel(size, (x, y, pixel) => rgb.set(colorAt(x, y, pixel), pixel * 3));
  return { size, rgb };
}

/** Colour of the pixel with this index. */
export function getPixel({ rgb }: Raster, pixel: number): Rgb {
  return [rgb[pixel * 3] ?? 0, rgb[pixel * 3 + 1] ?? 0, rgb[pixel * 3 + 2] ?? 0];
}

/** Colour of the pixel at a position in design units; positions outside take the nearest edge pixel. */
export function sample(raster: Raster, x: number, y: number): Rgb {
  const toIndex = (units: number): number =>
    clamp(Math.floor((units * raster.size) / UNITS), 0, raster.size - 1);
  return getPixel(raster, toIndex(y) * raster.size + toIndex(x));
}

/** Recolours the pixel with this index. */
export function setPixel({ rgb }: Raster, pixel: number, color: Rgb): void {
  rgb.set(color, pixel * 3);
}

/** A picture of half the size, each pixel the mean of four, which antialiases everything that is shaded pixel by pixel. */
export function halve(raster: Raster): Raster {
  const size = raster.size / 2;
  const rgb = new Float32Array(size * size * 3);
  for (let row = 0; row < raster.size; row += 1) {
    for (let column = 0; column < raster.size; column += 1) {
      const target = ((row >> 1) * size + (column >> 1)) * 3;
      const [red, green, blue] = getPixel(raster, row * raster.size + column);
      rgb[target] = (rgb[target] ?? 0) + red / 4;
      rgb[target + 1] = (rgb[target + 1] ?? 0) + green / 4;
      rgb[target + 2] = (rgb[target + 2] ?? 0) + blue / 4;
    }
  }
  return { size, rgb };
}

/** The picture as 8-bit RGB, for an image encoder. */
export function toBytes(raster: Raster): Uint8ClampedArray {
  return Uint8ClampedArray.from(raster.rgb);
}
