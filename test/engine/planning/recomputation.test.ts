import { beforeAll, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe, type Recipe } from '../../../src/shared/recipe/recipe';
import type { MemoryLimits } from '../../../webview/engine/backends/backend';
import type { TileSize } from '../../../webview/engine/tiles/tileGrid';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import { chooseRecomputation } from '../../../webview/engine/planning/recomputation';
import { programShapes, type ProgramShapes } from '../../../webview/engine/gradient/programShapes';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import { planFor } from '../../../webview/engine/backends/webgpu/tuning/plan';
import { shaped } from '../../../webview/engine/network/shapes';
import { sizeProgram } from '../../../webview/engine/planning/memory';
import { chooseTiles } from '../../../webview/engine/planning/tileChoice';
import { backendHere, programMemory } from '../support/onBackend';

const recipe = makeRecipe('balanced');

function program(side: number, recomputedBlocks: number): ProgramShapes {
  const image = shaped(1, side, side, 3);
  const shapes = programShapes('vgg19-uint8', recipe, { content: image, styles: [{ image, weight: 1 }] });
  return { ...shapes, recomputedBlocks };
}

describe('the choice of what is recomputed', () => {
  beforeAll(() => openDevice('wasm', nodePlatform.wasm));

  const whole = program(1024, 0);
  const bytesWith = (blocks: number): number => programMemory(program(1024, blocks)).bytes;
  const within = (bytes: number) => ({ program: bytes, buffer: Infinity });
  const blocksFor = (recompute: Recipe['recompute'], limits: MemoryLimits): number =>
    chooseRecomputation(backendHere(), whole, { recompute }, limits).program.recomputedBlocks;
  const tilesFor = (blocks: number, limits: MemoryLimits): TileSize | undefined =>
    chooseTiles(backendHere(), sizeProgram(backendHere(), program(1024, blocks)), recipe, limits).tiles;

  it('is nothing where the program fits, and the fewest blocks that make it fit where it does not', () => {
    expect(blocksFor('auto', within(bytesWith(0)))).toBe(0);
    expect(blocksFor('auto', within(bytesWith(0) - 1))).toBe(1);
    expect(blocksFor('auto', within(bytesWith(1)))).toBe(1);
  });

  it('leaves a program to tiles that nothing makes fit', () => {
    const limits = within(bytesWith(4) - 1);
    const blocks = blocksFor('auto', limits);
    expect(blocks).toBe(0);
    expect(tilesFor(blocks, limits)).toMatchObject({ tileSize: 768 });
  });

  it('comes before tiles', () => {
    const limits = within(bytesWith(1));
    expect(tilesFor(1, limits)).toBeUndefined();
    expect(tilesFor(0, limits)).toBeDefined();
  });

  it('is as a person says', () => {
    expect(blocksFor('never', within(0))).toBe(0);
    expect(blocksFor('always', within(Infinity))).toBe(1);
  });
});

describe('what recomputing saves', () => {
  const onGpu = (side: number, blocks: number) =>
    forecast(program(side, blocks), planFor(typicalRates(false), 'f32'));

  it('is a fifth at least on a GPU at 1448 px, by the first block alone', () => {
    const [kept, recomputed] = [onGpu(1448, 0), onGpu(1448, 1)];
    expect(recomputed.bytes / kept.bytes).toBeLessThan(0.8);
    expect(recomputed.largest).toBe(kept.largest);
  });
});
