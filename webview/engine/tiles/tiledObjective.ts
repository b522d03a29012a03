import * as tf from '@tensorflow/tfjs';
import { weighSquares, weighStyle } from '../losses/losses';
import { stockProducts } from '../losses/products';
import type { Evaluation, Objective, StyleTarget, Targets } from '../losses/objective';
import { Random } from '../support/random';
import { freeAll, tidy } from '../support/tidy';
import type { Bands } from './bands';
import { coreMask, coreOf, tileAt } from './layerTile';
import { gridOf, type GridOptions, type Tile } from './tileGrid';
import type { Pulls, Statistics, TileProgram, TileView } from './tileProgram';
import { tileVariation } from './tileVariation';
import { spread, windowOf } from './windows';

export interface TilingOptions extends GridOptions {
  /** Seed of the grid's random shifts, one an evaluation. */
  readonly seed: number;
  /** Evaluations that an interrupted run has made, whose shifts are passed over; 0 where absent. */
  readonly evaluated?: number;
}

/**
 * The losses and gradient of a whole image, computed tile by tile, so that only one tile's activations are held at a time.
 * They are those of the whole image: a first pass sums up the Gram matrices, means and squared distances of all tiles'
 * cores, from which the losses of the whole image and their slopes follow; a second pass takes these slopes down through
 * each tile. A tile's gradient reaches into its halo, and where tiles overlap the gradients are added. With a halo as wide
 * as the network sees, the sum is the whole image's gradient. The program and the targets belong to whoever made them.
 */
export class TiledObjective implements Objective {
  private readonly random: Random;
  private toPassOver: number;

  constructor(
    private readonly program: TileProgram,
    private readonly targets: Targets<Bands>,
    private readonly options: TilingOptions,
  ) {
    this.random = new Random(options.seed);
    this.toPassOver = options.evaluated ?? 0;
  }

  evaluate(image: tf.Tensor4D): Evaluation {
    const [, height, width] = image.shape;
    const nextGrid = (): ReturnType<typeof gridOf> =>
      gridOf({ height, width }, this.options, () => this.random.uniform());
    for (; this.toPassOver > 0; this.toPassOver--) nextGrid();
    const grid = nextGrid();
    return tidy(() => {
      const { style, content, pulls } = this.weigh(this.measure(image, grid));
      const { variation, gradient } = this.pull(image, grid, pulls);
      return { losses: { style, content, variation }, gradient };
    });
  }

  dispose(): void {}

  private measure(image: tf.Tensor4D, grid: readonly (readonly Tile[])[]): Statistics {
    let total: Statistics | undefined;
    for (const tile of grid.flat()) {
      const before = total;
      total = tidy(() => {
        const found = this.program.measure(this.view(image, tile));
        return before ? added(before, found) : found;
      });
      if (before) freeAll(before);
    }
    return total!;
  }

  /** The whole image's losses, and their gradients in the form that a tile applies to its features. */
  private weigh({ sums, squares }: Statistics): { style: tf.Scalar; content: tf.Scalar; pulls: Pulls } {
    const { targets } = this;
    const style = sums.map((found, i) => weighStyle(found, targets.style[i]!, stockProducts.times));
    const content = squares.map((squared, i) => {
      const { loss, slope } = weighSquares(squared, targets.content[i]!);
      return { loss, pull: slope };
    });
    return {
      style: sum(style.map(({ loss }) => loss)),
      content: sum(content.map(({ loss }) => loss)),
      pulls: { style: style.map(({ pull }) => pull), content: content.map(({ pull }) => pull) },
    };
  }

  private pull(
    image: tf.Tensor4D,
    grid: readonly (readonly Tile[])[],
    pulls: Pulls,
  ): { variation: tf.Scalar; gradient: tf.Tensor4D } {
    const [, height, width] = image.shape;
    return grid
      .map(row => (): Part => {
        const { rows } = row[0]!;
        const band = row
          .map(tile => (): Part => {
            const { variation, gradient } = this.pullTile(image, tile, pulls);
            const across = { start: 0, length: rows.length };
            return { variation, gradient: spread(gradient, across, tile.columns, [rows.length, width]) };
          })
          .reduce(accumulate, undefined)!;
        const down = { start: 0, length: width };
        return { variation: band.variation, gradient: spread(band.gradient, rows, down, [height, width]) };
      })
      .reduce(accumulate, undefined)!;
  }

  private pullTile(image: tf.Tensor4D, tile: Tile, pulls: Pulls): Part {
    const [, height, width] = image.shape;
    const { variationWeight } = this.targets;
    const view = this.view(image, tile);
    const variation = tileVariation(view.image, tile, { height, width, wraps: this.options.wraps });
    return {
      variation: tf.mul(variation.length, variationWeight),
      gradient: tf.add(this.program.pull(view, pulls), tf.mul(variation.gradient, variationWeight)),
    };
  }

  private view(image: tf.Tensor4D, tile: Tile): TileView {
    const { style, content } = this.targets;
    const maskOf = ({ layer, mask }: Pick<StyleTarget, 'layer' | 'mask'>): tf.Tensor4D => {
      const place = tileAt(layer, tile, image);
      return mask ? coreOf(mask, place) : coreMask(place);
    };
    return {
      image: windowOf(image, tile.rows, tile.columns),
      styleMasks: style.map(maskOf),
      content: content.map(target => ({
        mask: maskOf(target),
        features: coreOf(target.features, tileAt(target.layer, tile, image)),
      })),
    };
  }
}

interface Part {
  readonly variation: tf.Scalar;
  readonly gradient: tf.Tensor4D;
}

/** Adds a part to the total of those before it, and frees both. */
function accumulate(total: Part | undefined, make: () => Part): Part {
  const next = tidy(() => {
    const part = make();
    if (!total) return part;
    return {
      variation: tf.add<tf.Scalar>(total.variation, part.variation),
      gradient: tf.add<tf.Tensor4D>(total.gradient, part.gradient),
    };
  });
  if (total) tf.dispose([total.variation, total.gradient]);
  return next;
}

function added(a: Statistics, b: Statistics): Statistics {
  return {
    sums: a.sums.map(({ gram, sum }, i) => {
      const other = b.sums[i]!;
      return { gram: tf.add(gram, other.gram), ...(sum && { sum: tf.add(sum, other.sum!) }) };
    }),
    squares: a.squares.map((squared, i) => tf.add(squared, b.squares[i]!)),
  };
}

function sum(losses: readonly tf.Scalar[]): tf.Scalar {
  return losses.length === 0 ? tf.scalar(0) : tf.addN([...losses]);
}
