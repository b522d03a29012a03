import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe, type Recipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import type { Device } from '../../../webview/engine/devices/device';
import { programShapes, type ProgramShapes } from '../../../webview/engine/gradient/programShapes';
import { Random } from '../../../webview/engine/support/random';
import { shaped } from '../../../webview/engine/network/shapes';
import { lossPlan, type LossPlan } from '../../../webview/engine/losses/lossPlan';
import { disposeScaleImages, type ScaleImages } from '../../../webview/engine/images/scaleImages';
import { disposeTargets } from '../../../webview/engine/losses/targets';
import { tapsOf } from '../../../webview/engine/tiles/tileProgram';
import { TiledObjective } from '../../../webview/engine/tiles/tiledObjective';
import { sizeProgram } from '../../../webview/engine/planning/memory';
import { chooseTiles } from '../../../webview/engine/planning/tileChoice';
import { exactHalo, gridOf, type TileSize } from '../../../webview/engine/tiles/tileGrid';
import { disposeNetwork, networkFor, type Network } from '../../../webview/engine/network/vgg19';
import { numbers, randomImage, relativeL2, type Numbers } from '../support/objectiveSupport';
import { makeSmallNetwork } from '../support/smallNetwork';
import {
  backendHere,
  explicitObjective,
  tileProgram,
  wholeTargets,
  tiledTargets,
  stylizeHere,
} from '../support/onBackend';

/**
 * Bounds of the relative error: tiles are added up in another order, and the Wasserstein distance's roots magnify rounding.
 */
const bounds = { gram: 1e-4, wasserstein: 1e-3 } as const;
const bound = bounds.gram;

interface Case {
  readonly network: Network;
  readonly size: readonly [number, number];
  readonly plan: LossPlan;
  readonly recipe: RecipeInput;
  readonly masked?: boolean;
  readonly tileSize: number;
  readonly halo: number;
}

async function both(test: Case): Promise<{ tiled: Numbers; whole: Numbers }> {
  const { size, tileSize, halo } = test;
  // The Gram loss is the default of the cases, since the Wasserstein distance magnifies rounding.
  const recipe = makeRecipe('balanced', { styleLoss: 'gram', ...test.recipe });
  const plan = { ...test.plan, styleLoss: recipe.styleLoss };
  const network = networkFor(recipe, test.network);
  const before = tf.memory().numTensors;
  const images = imagesOf(size, test.masked ?? false);
  const image = randomImage(...size, 4);

  const targets = await wholeTargets(network, images, plan, recipe);
  const whole = await numbers(explicitObjective(network, targets), image);
  disposeTargets(targets);

  const options = { tileSize, halo, wraps: recipe.edges === 'wrap', seed: 1 };
  const targetsInTiles = await tiledTargets(options, network, images, plan, recipe);
  const program = tileProgram(network, tapsOf(targetsInTiles));
  const objective = new TiledObjective(program, targetsInTiles, options);
  const tiled = await numbers(objective, image);
  program.dispose();
  disposeTargets(targetsInTiles);
  disposeScaleImages(images);
  image.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { tiled, whole };
}

function imagesOf([height, width]: readonly [number, number], masked: boolean): ScaleImages {
  const region = (left: number): tf.Tensor4D =>
    tf.tidy(() =>
      tf
        .sigmoid(tf.mul(tf.add(tf.range(0, width), -left), 0.1))
        .reshape([1, 1, width, 1])
        .tile([1, height, 1, 1]),
    );
  const content = randomImage(height, width, 1);
  if (!masked) return { content, styles: [{ image: randomImage(90, 150, 2), weight: 1 }] };
  return {
    content,
    contentMask: region(30),
    styles: [
      { image: randomImage(40, 70, 2), weight: 2, region: region(width / 2) },
      { image: randomImage(64, 30, 3), weight: 1, region: region(20) },
    ],
  };
}

const deep = lossPlan('vgg19-uint8', makeRecipe('balanced'));
/** A plan whose layers see no farther than 10 pixels, so that small tiles are exact. */
const shallow: LossPlan = {
  ...deep,
  styleLayers: deep.styleLayers.slice(0, 3),
  contentLayers: ['conv2_2'],
};

/** A plan with fewer layers, for a software adapter, which is slow to compile their shaders and multiply their matrices. */
const shallower: LossPlan = { ...shallow, styleLayers: deep.styleLayers.slice(0, 2) };

const cases: [string, Pick<Case, 'size' | 'recipe'> & Partial<Case>][] = [
  ['in two directions', { size: [112, 160], recipe: {} }],
  ['of sides that are no multiples of 16', { size: [117, 139], recipe: {} }],
  ['that is thin', { size: [1, 200], recipe: {} }],
  ['no larger than a tile', { size: [50, 64], recipe: {} }],
  ["with the seed's losses", { size: [90, 100], recipe: { losses: 'seed' } }],
  ['with grey edges', { size: [90, 100], recipe: { edges: 'zero' } }],
  ['that wraps', { size: [112, 160], recipe: { edges: 'wrap', variationWeight: 0.5 } }],
  ['that wraps, in one tile', { size: [32, 16], recipe: { edges: 'wrap', variationWeight: 0.5 } }],
  ['with regions and transparency', { size: [90, 115], recipe: {}, masked: true }],
  ['with regions and transparency, that wraps', { size: [96, 112], recipe: { edges: 'wrap' }, masked: true }],
  ['by Wasserstein distance', { size: [90, 100], recipe: { styleLoss: 'wasserstein' }, plan: shallower }],
  [
    'by Wasserstein distance, with regions and transparency, that wraps',
    { size: [96, 112], recipe: { styleLoss: 'wasserstein', edges: 'wrap' }, plan: shallower, masked: true },
  ],
];

function testOn(name: 'wasm' | 'webgpu', chosen: typeof cases): void {
  let network: Network;
  let device: Device;
  beforeAll(async () => {
    device = await openDevice(name, nodePlatform.wasm);
    network = makeSmallNetwork(5, 'conv5_1');
  });
  afterAll(() => {
    disposeNetwork(network);
    device.close();
  });

  it.each(chosen)('give the losses and the gradient of an image %s', async (_, options) => {
    const { tiled, whole } = await both({ network, plan: shallow, tileSize: 64, halo: 16, ...options });
    const most = bounds[options.recipe.styleLoss === 'wasserstein' ? 'wasserstein' : 'gram'];
    expect(relativeL2(tiled.losses, whole.losses)).toBeLessThan(most);
    expect(relativeL2(tiled.gradient, whole.gradient)).toBeLessThan(most);
  });
}

describe('tiles (wasm)', () => testOn('wasm', cases));

await provideWebGpu();
const adapter = await navigator.gpu.requestAdapter();
if (!adapter) console.warn('Tiles not tested on WebGPU: no Vulkan driver here, not even SwiftShader.');
describe.skipIf(!adapter)('tiles on WebGPU (needs a WebGPU adapter)', () =>
  testOn('webgpu', [
    ['of two, with a mask', { size: [21, 75], recipe: {}, masked: true, plan: shallower }],
    [
      'of two, by Wasserstein distance',
      { size: [21, 75], recipe: { styleLoss: 'wasserstein' }, masked: true, plan: shallower },
    ],
  ]),
);

describe('a picture made in tiles (wasm)', () => {
  it('is the one made at once, with no seam on the grid', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const network = makeSmallNetwork(5, 'conv3_1');
    const make = async (tiles?: TileSize): Promise<Float32Array> => {
      const recipe = makeRecipe('balanced', { coarsestSize: 0, epochs: 8, learningRate: 0.1 });
      let last: Float32Array | undefined;
      for await (const { losses, image } of stylizeHere({
        network,
        side: 128,
        imagesAt: () => imagesOf([64, 128], false),
        recipe,
        plan: shallow,
        tiles,
      })) {
        tf.dispose(Object.values(losses));
        last = (await image.data()) as Float32Array;
      }
      return last!;
    };
    const before = tf.memory().numTensors;
    const whole = await make();
    const tiled = await make({ tileSize: 64, halo: 16 });
    expect(tf.memory().numTensors).toBe(before);
    disposeNetwork(network);
    // Images are not equal, since Adam takes full steps by the smallest gradients, whose sign is rounding.
    expect(relativeL2(tiled, whole)).toBeLessThan(0.01);
    const onGrid = jumps(tiled, column => column % 16 === 15);
    const between = jumps(tiled, column => column % 16 !== 15);
    const expected = jumps(whole, column => column % 16 === 15) / jumps(whole, column => column % 16 !== 15);
    expect(Math.abs(onGrid / between / expected - 1)).toBeLessThan(0.02);
  });
});

/** Mean difference across the chosen columns of a picture [64, 128, 3]. */
function jumps(picture: Float32Array, isChosen: (column: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < picture.length - 3; i++) {
    const column = Math.floor(i / 3) % 128;
    if (column === 127 || !isChosen(column)) continue;
    sum += Math.abs(picture[i + 3]! - picture[i]!);
    count++;
  }
  return sum / count;
}

describe('the choice of tiles', () => {
  const recipe = makeRecipe('balanced');
  const program = (side: number): ProgramShapes =>
    programShapes('vgg19-uint8', recipe, {
      content: shaped(1, side, side, 3),
      styles: [{ image: shaped(1, side, side, 3), weight: 1 }],
    });
  const limits = { program: 2 ** 30, buffer: Infinity };
  const tilesFor = (side: number, { tileSize }: Pick<Recipe, 'tileSize'> = recipe, within = limits) =>
    chooseTiles(backendHere(), sizeProgram(backendHere(), program(side)), { tileSize }, within).tiles;

  it('takes none where the whole image fits, and else the largest that fit', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    expect(tilesFor(512)).toBeUndefined();
    expect(tilesFor(4096)).toEqual({ tileSize: 768, halo: 80 });
    expect(tilesFor(4096, recipe, { ...limits, buffer: 2 ** 27 })).toEqual({
      tileSize: 512,
      halo: 80,
    });
    expect(tilesFor(4096, recipe, { program: 0, buffer: 0 })).toEqual({
      tileSize: 176,
      halo: 80,
    });
  });

  it('is a person’s own, as far as tiles have a core', () => {
    expect(tilesFor(512, { tileSize: 300 })).toEqual({
      tileSize: 304,
      halo: 80,
    });
    expect(tilesFor(512, { tileSize: 64 })).toEqual({
      tileSize: 176,
      halo: 80,
    });
    expect(tilesFor(128, { tileSize: 300 })).toBeUndefined();
  });
});

describe('the halo', () => {
  it('reaches as far as the deepest layer sees, in whole steps of the grid', () => {
    expect(exactHalo(['conv1_1'])).toBe(16);
    expect(exactHalo(['conv1_1', 'conv3_1'])).toBe(16);
    expect(exactHalo(['conv4_2', 'conv3_1'])).toBe(48);
    expect(exactHalo(['conv5_1', 'conv4_2'])).toBe(80);
  });

  it('is wide enough for all of the paper’s layers', async () => {
    await openDevice('wasm', nodePlatform.wasm);
    const network = makeSmallNetwork(5, 'conv5_1');
    const test = { network, size: [32, 240] as const, plan: deep, recipe: {}, tileSize: 192, halo: 80 };
    const { tiled, whole } = await both(test);
    disposeNetwork(network);
    expect(relativeL2(tiled.losses, whole.losses)).toBeLessThan(bound);
    expect(relativeL2(tiled.gradient, whole.gradient)).toBeLessThan(bound);
  });
});

describe('a grid of tiles', () => {
  it.each([
    [1000, false],
    [1007, false],
    [257, false],
    [1024, true],
    [272, true],
    [16, true],
  ])('covers %i px once, with a whole halo (wraps: %s)', (length, wraps) => {
    const [tileSize, halo] = [256, 80];
    const random = new Random(1);
    for (let i = 0; i < 50; i++) {
      const grid = gridOf({ height: 16, width: length }, { tileSize, halo, wraps }, () => random.uniform());
      const spans = grid[0]!.map(({ columns }) => columns);
      const covered = new Array<number>(length).fill(0);
      for (const { start, length: side, coreStart, coreLength } of spans) {
        for (let x = coreStart; x < coreStart + coreLength; x++) covered[x % length]!++;
        expect(Math.abs(start % 16)).toBe(0);
        expect(side).toBeLessThanOrEqual(tileSize);
        expect(wraps || start >= 0).toBe(true);
        expect(wraps || start === 0 || coreStart - start >= halo).toBe(true);
        const end = start + side;
        expect(wraps || end === length || end - coreStart - coreLength >= halo).toBe(true);
      }
      expect(new Set(covered)).toEqual(new Set([1]));
    }
  });
});
