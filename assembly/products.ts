/**
 * Matrix products on 128-bit vectors, float32. Matrices are rows of numbers without gaps, or panels: [columns / 8, rows,
 * 8], in which numbers that are multiplied at once are adjacent. Pointers are byte addresses in the module's memory, which
 * its caller lays out.
 */

export const quadBytes: usize = 16;

/** Columns that are computed at once. */
export const panel: usize = 8;

const panelBytes: usize = panel * 4;

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** x * y + z, with a single rounding where relaxed SIMD offers it. */
// @ts-ignore: decorator
@inline
export function fma(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, z);
  return f32x4.add(f32x4.mul(x, y), z);
}

/** Packs a matrix into panels: source [rows, columns] -> result [columns / 8, rows, 8]. */
export function packPanels(source: usize, rows: usize, columns: usize, result: usize): void {
  for (let column: usize = 0; column < columns; column += panel) {
    for (let row: usize = 0; row < rows; row++) {
      const from = source + (row * columns + column) * 4;
      v128.store(result, v128.load(from));
      v128.store(result, v128.load(from, 16), 16);
      result += panelBytes;
    }
  }
}

/**
 * The product of left [rows, depth] and right [depth, columns], in panels -> result [rows, columns]. Rows are a multiple of
 * 4.
 */
export function multiply(left: usize, right: usize, rows: usize, depth: usize, columns: usize, result: usize): void {
  for (let column: usize = 0; column < columns; column += panel) {
    // A panel stays in the first-level cache while all rows are multiplied by it.
    for (let row: usize = 0; row < rows; row += 4) {
      multiplyBlock(left + row * depth * 4, right + column * depth * 4, depth, result + (row * columns + column) * 4, columns * 4);
    }
  }
}

/** A block of four rows by one panel: eight sums that, with their factors, fill the 16 registers of a vector unit. */
// @ts-ignore: decorator
@inline
function multiplyBlock(left: usize, right: usize, depth: usize, result: usize, stride: usize): void {
  const row = depth * 4;
  let s00 = splat(0), s01 = splat(0);
  let s10 = splat(0), s11 = splat(0);
  let s20 = splat(0), s21 = splat(0);
  let s30 = splat(0), s31 = splat(0);
  let l0 = left, l1 = left + row, l2 = left + 2 * row, l3 = left + 3 * row;
  let r = right;
  for (const end = left + row; l0 < end; ) {
    const r0 = v128.load(r);
    const r1 = v128.load(r, 16);
    const x0 = v128.load32_splat(l0);
    s00 = fma(x0, r0, s00);
    s01 = fma(x0, r1, s01);
    const x1 = v128.load32_splat(l1);
    s10 = fma(x1, r0, s10);
    s11 = fma(x1, r1, s11);
    const x2 = v128.load32_splat(l2);
    s20 = fma(x2, r0, s20);
    s21 = fma(x2, r1, s21);
    const x3 = v128.load32_splat(l3);
    s30 = fma(x3, r0, s30);
    s31 = fma(x3, r1, s31);
    l0 += 4;
    l1 += 4;
    l2 += 4;
    l3 += 4;
    r += panelBytes;
  }
  storePair(result, s00, s01);
  storePair(result + stride, s10, s11);
  storePair(result + 2 * stride, s20, s21);
  storePair(result + 3 * stride, s30, s31);
}

// @ts-ignore: decorator
@inline
function storePair(result: usize, first: v128, second: v128): void {
  v128.store(result, first);
  v128.store(result, second, 16);
}

/**
 * The Gram matrix x^T x, [columns, columns], of x [rows, columns] in panels. It is symmetric, so that only the panels on
 * the diagonal and right of it are computed; `mirror` fills in the others.
 */
export function multiplyGram(panels: usize, rows: usize, columns: usize, gram: usize): void {
  const length = rows * panelBytes;
  for (let right: usize = 0; right < columns; right += panel) {
    for (let left: usize = 0; left <= right; left += panel) {
      for (let half: usize = 0; half < panel; half += 4) {
        multiplyGramBlock(
          panels + (left / panel) * length + half * 4,
          panels + (right / panel) * length,
          length,
          gram + ((left + half) * columns + right) * 4,
          columns * 4,
        );
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function multiplyGramBlock(left: usize, right: usize, length: usize, result: usize, stride: usize): void {
  let s00 = splat(0), s01 = splat(0);
  let s10 = splat(0), s11 = splat(0);
  let s20 = splat(0), s21 = splat(0);
  let s30 = splat(0), s31 = splat(0);
  for (const end = right + length; right < end; right += panelBytes) {
    const r0 = v128.load(right);
    const r1 = v128.load(right, 16);
    const x0 = v128.load32_splat(left);
    s00 = fma(x0, r0, s00);
    s01 = fma(x0, r1, s01);
    const x1 = v128.load32_splat(left, 4);
    s10 = fma(x1, r0, s10);
    s11 = fma(x1, r1, s11);
    const x2 = v128.load32_splat(left, 8);
    s20 = fma(x2, r0, s20);
    s21 = fma(x2, r1, s21);
    const x3 = v128.load32_splat(left, 12);
    s30 = fma(x3, r0, s30);
    s31 = fma(x3, r1, s31);
    left += panelBytes;
  }
  storePair(result, s00, s01);
  storePair(result + stride, s10, s11);
  storePair(result + 2 * stride, s20, s21);
  storePair(result + 3 * stride, s30, s31);
}

/** Adds an array x to another, sum; both have so many floats, a multiple of 4. */
export function addTo(sum: usize, x: usize, floats: usize): void {
  for (const end = sum + floats * 4; sum < end; sum += quadBytes) {
    v128.store(sum, f32x4.add(v128.load(sum), v128.load(x)));
    x += quadBytes;
  }
}

/** Copies the part of a [size, size] matrix right of its diagonal to the left of it. */
export function mirror(matrix: usize, size: usize): void {
  for (let row: usize = 1; row < size; row++) {
    for (let column: usize = 0; column < row; column++) {
      f32.store(matrix + (row * size + column) * 4, f32.load(matrix + (column * size + row) * 4));
    }
  }
}
