import { vgg19Convolutions, type ConvName } from '../../../src/shared/model/vgg19Layout';
import { poolingsBefore } from '../network/vgg19';

/** How an image is cut into tiles, in pixels. Four poolings halve the image, so that all positions are multiples of 16. */

/** A tile's extent along one axis. */
export interface Span {
  /** The tile's first pixel; below 0 only where the image wraps. */
  readonly start: number;
  readonly length: number;
  /** The first pixel of the core: a grid's cores cover the image once. Around a core is the tile's halo. */
  readonly coreStart: number;
  readonly coreLength: number;
}

export interface Tile {
  readonly rows: Span;
  readonly columns: Span;
}

export interface TileSize {
  /** Side of a tile with its halo, a multiple of 16. */
  readonly tileSize: number;
  /** Width of the halo on each side, a multiple of 16. */
  readonly halo: number;
}

export interface GridOptions extends TileSize {
  /** Whether the opposite edge follows an edge; sides are then multiples of 16. */
  readonly wraps: boolean;
}

export const gridStep = 16;

/**
 * The halo with which all features in a tile's core equal those of the whole image: as far as the deepest tapped layer
 * sees. Each 3x3 convolution sees one pixel of its own scale farther than the one before it; conv5_1 sees 2 + 2 * 2 + 4 * 4
 * + 4 * 8 + 16 = 70 px.
 */
export function exactHalo(layers: readonly ConvName[]): number {
  const deepest = Math.max(...layers.map(layer => names.indexOf(layer)));
  const sees = names.slice(0, deepest + 1).reduce((sum, name) => sum + 2 ** poolingsBefore(name), 0);
  return Math.ceil(sees / gridStep) * gridStep;
}

const names = vgg19Convolutions.map(({ name }) => name);

/**
 * The tiles of an image by rows, from the top left.
 * @param uniform gives random numbers in [0, 1), by which the grid is shifted
 */
export function gridOf(
  { height, width }: { readonly height: number; readonly width: number },
  options: GridOptions,
  uniform: () => number,
): readonly (readonly Tile[])[] {
  const spans = options.wraps ? circularSpans : straightSpans;
  const columns = spans(width, options, uniform);
  return spans(height, options, uniform).map(rows => columns.map(column => ({ rows, columns: column })));
}

/** The spans along an axis that does not wrap. All have the tile's size, but the last where 16 does not divide the side. */
function straightSpans(length: number, { tileSize, halo }: GridOptions, uniform: () => number): Span[] {
  if (length <= tileSize) return [{ start: 0, length, coreStart: 0, coreLength: length }];
  const core = tileSize - 2 * halo;
  const widest = core + halo; // at the image's edge a tile has no halo
  const fewest = Math.ceil((length - 2 * halo) / core);
  const slack = Math.max(4 * gridStep, fewest * core + 2 * halo - length);
  const shift = aligned(Math.min(slack, core - gridStep), uniform);
  const starts = [0];
  for (let cut = widest - shift; ; cut += core) {
    starts.push(cut);
    if (length - cut <= widest) break;
  }
  const last = Math.ceil((length - tileSize) / gridStep) * gridStep;
  return starts.map((coreStart, i) => {
    const start = Math.min(Math.max(0, coreStart - halo), last);
    return {
      start,
      length: Math.min(tileSize, length - start),
      coreStart,
      coreLength: (starts[i + 1] ?? length) - coreStart,
    };
  });
}

function circularSpans(length: number, { tileSize, halo }: GridOptions, uniform: () => number): Span[] {
  const steps = length / gridStep;
  const count = Math.ceil(steps / ((tileSize - 2 * halo) / gridStep));
  const offset = count === 1 ? 0 : aligned(length - gridStep, uniform);
  const cut = (i: number): number => offset + gridStep * Math.floor((i * steps) / count);
  return Array.from({ length: count }, (_, i) => ({
    start: cut(i) - halo,
    length: gridStep * Math.ceil(steps / count) + 2 * halo,
    coreStart: cut(i),
    coreLength: cut(i + 1) - cut(i),
  }));
}

/** A random multiple of 16 from 0 to `most`. */
function aligned(most: number, uniform: () => number): number {
  return gridStep * Math.floor(uniform() * (Math.max(0, Math.floor(most / gridStep)) + 1));
}
