import { clamp } from './geometry';
import { getPixel, type Raster } from './raster';

/** Lighting of a surface: `depth` scales its slopes, `gloss` in [0, 1] adds highlights. */
export interface Relief {
  readonly depth: number;
  readonly gloss: number;
}

/** Lights the picture from the upper left as if `height` (one value a pixel, in pixels) were its surface. */
export function lightRelief(raster: Raster, height: Float32Array, { depth, gloss }: Relief): Raster {
  const { size } = raster;
  const rgb = new Float32Array(raster.rgb.length);
  const heightAt = (column: number, row: number): number =>
    height[clamp(row, 0, size - 1) * size + clamp(column, 0, size - 1)] ?? 0;
  for (let row = 0, pixel = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1, pixel += 1) {
      const slopeX = (heightAt(column + 1, row) - heightAt(column - 1, row)) * depth;
      const slopeY = (heightAt(column, row + 1) - heightAt(column, row - 1)) * depth;
      // The light comes from (-1, -1, 1.6) and is normalised so that a level surface keeps its colour.
      const facing = (slopeX + slopeY + 1.6) / (1.6 * Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY));
      const light = clamp(0.45 + 0.55 * facing, 0.25, 1.35);
      const highlight = gloss * 160 * clamp(facing - 1.08, 0, 0.5);
      getPixel(raster, pixel).forEach((channel, index) => {
        rgb[pixel * 3 + index] = channel * light + highlight;
      });
    }
  }
  return { size, rgb };
}
