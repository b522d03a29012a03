import type { Edges } from '../../../network/edges';
import { gateFunction, gateName, gateReads, type GateKind } from '../shaders/gate';
import type { Precision } from '../../../gradient/precision';
import { defineKernel, linearItem, madeOnce, type Kernel } from '../program/kernel';
import { winograd, type Matrix, type WinogradTile } from './winogradTransforms';

/**
 * The steps of a Winograd convolution around its matrix products. Winograd tiles are numbered row by row over the image;
 * `firstTile` and `tiles` choose a band of them, so that the transformed arrays [n * n, tiles, channels] can be kept small.
 */

/** Whether a convolution or its input gradient is computed. */
export type Direction = 'forward' | 'backward';

/** Transforms weights g [9, in, out]: result [n * n, in, out] = G g G^T. */
export const winogradWeightsKernel = madeOnce(function winogradWeightsKernel(
  precision: Precision,
  tile: WinogradTile,
): Kernel {
  const { size, weights } = winograd(tile);
  return defineKernel({
    name: `winograd ${tile} weights`,
    precision,
    parameters: ['items'],
    reads: { kernel: 'wides' },
    writes: { result: 'quads' },
    body: `${linearItem('p.items')}
${times(
  weights,
  3,
  (row, column) => `kernel[${3 * row + column}u * p.items + item]`,
  (row, column, value) => `result[${size * row + column}u * p.items + item] = Quad(${value});`,
)}`,
  });
});

/** Transforms an image's n x n patches d, which overlap and reach over its edges: result [n * n, tiles, channels] = B d B^T. */
export const winogradInputKernel = madeOnce(function winogradInputKernel(
  precision: Precision,
  tile: WinogradTile,
  direction: Direction,
  edges: Edges,
): Kernel {
  const {
    size,
    [direction]: { input },
  } = winograd(tile);
  return defineKernel({
    name: `winograd ${tile} ${direction} input ${edges}`,
    precision,
    parameters: ['width', 'height', 'tilesAcross', 'firstTile', 'tiles', 'quads'],
    reads: { x: 'quads' },
    writes: { result: 'quads' },
    declarations: `// One before the first column or row is 2^32 - 1: beyond the last, and with the size added, the last.
fn inputAt(column: u32, row: u32, quad: u32) -> vec4f {
${
  edges === 'wrap'
    ? `  let at = (row + p.height) % p.height * p.width + (column + p.width) % p.width;
  return vec4f(x[at * p.quads + quad]);`
    : `  let at = min(row, p.height - 1) * p.width + min(column, p.width - 1);
  return select(vec4f(), vec4f(x[at * p.quads + quad]), column < p.width && row < p.height);`
}
}
`,
    body: `${linearItem('p.tiles * p.quads')}
  let quad = item % p.quads;
  let index = p.firstTile + item / p.quads;
  let x0 = index % p.tilesAcross * ${tile}u - 1;
  let y0 = index / p.tilesAcross * ${tile}u - 1;
  let stride = p.tiles * p.quads;
${times(
  input,
  size,
  (row, column) => `inputAt(x0 + ${column}u, y0 + ${row}u, quad)`,
  (row, column, value) => `result[${size * row + column}u * stride + item] = Quad(${value});`,
)}`,
  });
});

/** Transforms the products m back to every tile of the convolution's result, A m A^T, and applies bias and ReLU. */
export const winogradOutputKernel = madeOnce(function winogradOutputKernel(
  precision: Precision,
  tile: WinogradTile,
): Kernel {
  return outputKernel({
    name: `winograd ${tile} output`,
    precision,
    tile,
    direction: 'forward',
    reads: { bias: 'wides' },
    write: `fn write(index: u32, value: vec4f) {
  result[index] = Quad(max(value + bias[index % p.quads], vec4f()));
}
`,
  });
});

/** Transforms the products m back to every tile of the input gradient, A m A^T, and finishes it by the gate. */
export const winogradGradientKernel = madeOnce(function winogradGradientKernel(
  precision: Precision,
  tile: WinogradTile,
  gate: GateKind,
): Kernel {
  return outputKernel({
    name: `winograd ${tile} gradient ${gateName(gate)}`,
    precision,
    tile,
    direction: 'backward',
    reads: gateReads(gate),
    write: gateFunction(gate),
  });
});

interface OutputSource {
  readonly name: string;
  readonly precision: Precision;
  readonly tile: WinogradTile;
  readonly direction: Direction;
  readonly reads: Readonly<Record<string, 'quads' | 'wides'>>;
  /** WGSL function `write(index, value)`, which finishes a quad and stores it. */
  readonly write: string;
}

function outputKernel({ name, precision, tile, direction, reads, write }: OutputSource): Kernel {
  const {
    size,
    [direction]: { output },
  } = winograd(tile);
  return defineKernel({
    name,
    precision,
    parameters: ['width', 'height', 'tilesAcross', 'firstTile', 'tiles', 'quads'],
    reads: { products: 'quads', ...reads },
    writes: { result: 'quads' },
    declarations: `${write}
fn writePixel(x: u32, y: u32, quad: u32, value: vec4f) {
  if (x < p.width && y < p.height) { write((y * p.width + x) * p.quads + quad, value); }
}
`,
    body: `${linearItem('p.tiles * p.quads')}
  let quad = item % p.quads;
  let index = p.firstTile + item / p.quads;
  let x0 = index % p.tilesAcross * ${tile}u;
  let y0 = index / p.tilesAcross * ${tile}u;
  let stride = p.tiles * p.quads;
${times(
  output,
  size,
  (row, column) => `vec4f(products[${size * row + column}u * stride + item])`,
  (row, column, value) => `writePixel(x0 + ${column}u, y0 + ${row}u, quad, ${value});`,
)}`,
  });
}

/**
 * WGSL for M d M^T, unrolled: d's columns are read one after the other and multiplied by M, then the rows by M^T.
 * @param columns how many columns M has, which are d's rows and columns
 */
function times(
  matrix: Matrix,
  columns: number,
  read: (row: number, column: number) => string,
  write: (row: number, column: number, value: string) => string,
): string {
  const lines: string[] = [];
  const inner = Array.from({ length: columns }, (_, i) => i);
  for (const column of inner) {
    for (const row of inner) lines.push(`let d${row}_${column} = ${read(row, column)};`);
    for (const [i, row] of matrix.entries()) {
      lines.push(`let h${i}_${column} = ${combination(row, k => `d${k}_${column}`)};`);
    }
  }
  for (const i of matrix.keys()) {
    for (const [j, row] of matrix.entries()) {
      lines.push(
        write(
          i,
          j,
          combination(row, k => `h${i}_${k}`),
        ),
      );
    }
  }
  return lines.map(line => `  ${line}`).join('\n');
}

/** WGSL for the sum of terms times their coefficients; coefficients 0 and 1 are left out. */
function combination(coefficients: readonly number[], term: (index: number) => string): string {
  const parts = coefficients.flatMap((coefficient, i) => {
    const rounded = Number(coefficient.toPrecision(12));
    if (rounded === 0) return [];
    if (rounded === 1) return [term(i)];
    return [rounded === -1 ? `-${term(i)}` : `${rounded} * ${term(i)}`];
  });
  return parts.join(' + ');
}
