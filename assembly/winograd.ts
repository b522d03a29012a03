/**
 * Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin & Gray, arXiv:1509.09308), with the interpolation points of
 * webview/engine/backends/webgpu/convolution/winogradTransforms.ts. A tile is a square of 4 x 4 output pixels, which
 * depends on 6 x 6 input pixels. Depth is a multiple of 4, outputs of 8.
 */
import { fma, multiply, panel, quadBytes, splat } from './products';

/** The square root of 2 and its reciprocal: the interpolation points are 0, these two, their negatives, and infinity. */
const a: f32 = 1.4142135623730951;
const b: f32 = 0.7071067811865476;

/** Positions in a transformed tile, 6 x 6. */
const positions: usize = 36;
/**
 * Bytes from one position of a transform to the next: a cache line more than the numbers take, since at a distance of a
 * power of two all positions would fall on the same lines of the cache.
 */
// @ts-ignore: decorator
@inline
export function positionStride(rows: usize, columns: usize): usize {
  return rows * columns * 4 + 64;
}

/**
 * Transforms kernels into the right sides of products: the first `columns` of kernel [3, 3, depth, outputs] -> result
 * [36, columns / 8, depth, 8].
 * @param position bytes from one position of the result to the next
 * @param scratch 18 vectors
 */
export function transformWeights(
  kernel: usize,
  depth: usize,
  outputs: usize,
  columns: usize,
  position: usize,
  scratch: usize,
  result: usize,
): void {
  const tap = depth * outputs * 4;
  let target = result;
  for (let n: usize = 0; n < columns; n += panel) {
    for (let k: usize = 0; k < depth; k++) {
      for (let half: usize = 0; half < panel; half += 4) {
        const source = kernel + (k * outputs + n + half) * 4;
        for (let column: usize = 0; column < 3; column++) {
          const top = source + column * tap;
          const middle = top + 3 * tap;
          const bottom = middle + 3 * tap;
          weightLine(v128.load(top), v128.load(middle), v128.load(bottom), scratch + column * quadBytes, 3 * quadBytes);
        }
        for (let row: usize = 0; row < 6; row++) {
          const line = scratch + row * 3 * quadBytes;
          weightLine(v128.load(line), v128.load(line, 16), v128.load(line, 32), target + row * 6 * position, position);
        }
        target += quadBytes;
      }
    }
  }
}

/** The transform G g of three taps; the six results are `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function weightLine(g0: v128, g1: v128, g2: v128, result: usize, stride: usize): void {
  // A row of G holds the powers of its point over the product of the point's distances to the others.
  const near = fma(splat(1.0 / 3), g0, f32x4.mul(splat(2.0 / 3), g2));
  const nearOdd = f32x4.mul(splat(a / 3), g1);
  const far = f32x4.neg(fma(splat(2.0 / 3), g0, f32x4.mul(splat(1.0 / 3), g2)));
  const farOdd = f32x4.mul(splat((2 * b) / 3), g1);
  v128.store(result, g0);
  v128.store(result + stride, f32x4.mul(splat(0.5), f32x4.add(near, nearOdd)));
  v128.store(result + 2 * stride, f32x4.mul(splat(0.5), f32x4.sub(near, nearOdd)));
  v128.store(result + 3 * stride, f32x4.sub(far, farOdd));
  v128.store(result + 4 * stride, f32x4.add(far, farOdd));
  v128.store(result + 5 * stride, g2);
}

/**
 * Transforms an image into the left sides of products: band [4 tilesDown + 2, 4 tilesAcross + 2, depth] -> result
 * [36, tiles, depth].
 * @param tiles how many tiles the result has room for: tilesDown * tilesAcross, rounded up to a multiple of 4
 * @param scratch 36 vectors
 */
export function transformInput(
  band: usize,
  tilesDown: usize,
  tilesAcross: usize,
  depth: usize,
  tiles: usize,
  scratch: usize,
  result: usize,
): void {
  const pixel = depth * 4;
  const row = <usize>(4 * tilesAcross + 2) * pixel;
  const position = positionStride(tiles, depth);
  let target = result;
  for (let down: usize = 0; down < tilesDown; down++) {
    for (let across: usize = 0; across < tilesAcross; across++) {
      const corner = band + 4 * down * row + 4 * across * pixel;
      for (let quad: usize = 0; quad < pixel; quad += quadBytes) {
        const source = corner + quad;
        for (let column: usize = 0; column < 6; column++) {
          inputLine(source + column * pixel, row, scratch + column * quadBytes, 6 * quadBytes);
        }
        for (let line: usize = 0; line < 6; line++) {
          inputLine(scratch + line * 6 * quadBytes, quadBytes, target + quad + line * 6 * position, position);
        }
      }
      target += pixel;
    }
  }
}

/** The transform B^T d of six pixels that are `step` bytes apart; the results are `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function inputLine(source: usize, step: usize, result: usize, stride: usize): void {
  const d0 = v128.load(source);
  const d1 = v128.load(source + step);
  const d2 = v128.load(source + 2 * step);
  const d3 = v128.load(source + 3 * step);
  const d4 = v128.load(source + 4 * step);
  const d5 = v128.load(source + 5 * step);
  const near = fma(splat(-0.5), d2, d4);
  const nearOdd = fma(splat(-b), d1, f32x4.mul(splat(a), d3));
  const far = fma(splat(-2), d2, d4);
  const farOdd = fma(splat(-a), d1, f32x4.mul(splat(b), d3));
  v128.store(result, fma(splat(-2.5), d2, f32x4.add(d0, d4)));
  v128.store(result + stride, f32x4.add(near, nearOdd));
  v128.store(result + 2 * stride, f32x4.sub(near, nearOdd));
  v128.store(result + 3 * stride, f32x4.add(far, farOdd));
  v128.store(result + 4 * stride, f32x4.sub(far, farOdd));
  v128.store(result + 5 * stride, fma(splat(-2.5), d3, f32x4.add(d1, d5)));
}

/** Multiplies the transforms: left [36, tiles, depth] x right [36, columns / 8, depth, 8] -> result [36, tiles, columns]. */
export function multiplyTransforms(left: usize, right: usize, tiles: usize, depth: usize, columns: usize, result: usize): void {
  for (let position: usize = 0; position < positions; position++) {
    multiply(
      left + position * positionStride(tiles, depth),
      right + position * positionStride(depth, columns),
      tiles,
      depth,
      columns,
      result + position * positionStride(tiles, columns),
    );
  }
}

/**
 * Finishes a forward convolution, relu(tile + bias) for every tile: products [36, tiles, columns] -> the first `columns` of
 * result [height, width, outputs].
 * @param scratch 40 vectors
 */
export function finishForward(
  products: usize,
  tiles: usize,
  tilesAcross: usize,
  columns: usize,
  bias: usize,
  scratch: usize,
  height: usize,
  width: usize,
  outputs: usize,
  result: usize,
): void {
  const pixel = outputs * 4;
  const part = columns * 4;
  for (let y: usize = 0; y < height; y += 4) {
    for (let x: usize = 0; x < width; x += 4) {
      const tile = products + ((y >> 2) * tilesAcross + (x >> 2)) * part;
      const down = min<usize>(4, height - y);
      const across = min<usize>(4, width - x);
      for (let quad: usize = 0; quad < part; quad += quadBytes) {
        transformOutput(tile + quad, positionStride(tiles, columns), scratch);
        const offset = v128.load(bias + quad);
        for (let i: usize = 0; i < down; i++) {
          const line = result + ((y + i) * width + x) * pixel + quad;
          for (let j: usize = 0; j < across; j++) {
            const value = f32x4.add(v128.load(scratch + (i * 4 + j) * quadBytes), offset);
            v128.store(line + j * pixel, f32x4.pmax(splat(0), value));
          }
        }
      }
    }
  }
}

/**
 * Finishes an input gradient, tile + own where activation > 0, else 0, for every tile: products [36, tiles, columns] -> the
 * first `columns` of result [height, width, outputs], as `own` and `activation` are.
 * @param own 0 where absent
 * @param activation 0 where absent
 * @param scratch 40 vectors
 */
export function finishBackward(
  products: usize,
  tiles: usize,
  tilesAcross: usize,
  columns: usize,
  own: usize,
  activation: usize,
  scratch: usize,
  height: usize,
  width: usize,
  outputs: usize,
  result: usize,
): void {
  const pixel = outputs * 4;
  const part = columns * 4;
  for (let y: usize = 0; y < height; y += 4) {
    for (let x: usize = 0; x < width; x += 4) {
      const tile = products + ((y >> 2) * tilesAcross + (x >> 2)) * part;
      const down = min<usize>(4, height - y);
      const across = min<usize>(4, width - x);
      for (let quad: usize = 0; quad < part; quad += quadBytes) {
        transformOutput(tile + quad, positionStride(tiles, columns), scratch);
        for (let i: usize = 0; i < down; i++) {
          const line = ((y + i) * width + x) * pixel + quad;
          for (let j: usize = 0; j < across; j++) {
            const at = line + j * pixel;
            let value = v128.load(scratch + (i * 4 + j) * quadBytes);
            if (own) value = f32x4.add(value, v128.load(own + at));
            if (activation) value = v128.and(value, f32x4.gt(v128.load(activation + at), splat(0)));
            v128.store(result + at, value);
          }
        }
      }
    }
  }
}

/** The transform A^T m A of one tile's quad of channels. @param stride bytes from one position to the next */
// @ts-ignore: decorator
@inline
function transformOutput(source: usize, stride: usize, result: usize): void {
  const lines = result + 16 * quadBytes;
  for (let column: usize = 0; column < 6; column++) {
    outputLine(source + column * stride, 6 * stride, lines + column * quadBytes, 6 * quadBytes);
  }
  for (let row: usize = 0; row < 4; row++) {
    outputLine(lines + row * 6 * quadBytes, quadBytes, result + row * 4 * quadBytes, quadBytes);
  }
}

// @ts-ignore: decorator
@inline
function outputLine(source: usize, step: usize, result: usize, stride: usize): void {
  const m0 = v128.load(source);
  const m1 = v128.load(source + step);
  const m2 = v128.load(source + 2 * step);
  const m3 = v128.load(source + 3 * step);
  const m4 = v128.load(source + 4 * step);
  const m5 = v128.load(source + 5 * step);
  const near = f32x4.add(m1, m2);
  const nearOdd = f32x4.sub(m1, m2);
  const far = f32x4.add(m3, m4);
  const farOdd = f32x4.sub(m3, m4);
  v128.store(result, f32x4.add(m0, f32x4.add(near, far)));
  v128.store(result + stride, fma(splat(a), nearOdd, f32x4.mul(splat(b), farOdd)));
  v128.store(result + 2 * stride, fma(splat(2), near, f32x4.mul(splat(0.5), far)));
  v128.store(result + 3 * stride, fma(splat(2 * a), nearOdd, fma(splat(0.5 * b), farOdd, m5)));
}
