import type { Tensor4D } from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { backendOf } from '../../../webview/engine/devices/backendOf';
import { openDevice } from '../../../webview/engine/devices/openDevice';
import { chooseRecomputation } from '../../../webview/engine/planning/recomputation';
import { programShapes, type ProgramShapes } from '../../../webview/engine/gradient/programShapes';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import { planFor } from '../../../webview/engine/backends/webgpu/tuning/plan';
import { shaped } from '../../../webview/engine/network/shapes';
import { chooseTileSize } from '../../../webview/engine/planning/tileChoice';
import { programMemory } from '../support/onBackend';

const recipe = makeRecipe('balanced');

function program(side: number, recomputedBlocks: number): ProgramShapes {
  const image = shaped<Tensor4D>(1, side, side, 3);
  const shapes = programShapes('vgg19-uint8', recipe, { content: image, styles: [{ image, weight: 1 }] });
  return { ...shapes, recomputedBlocks };
}

describe('the choice of what is recomputed', () => {
  beforeAll(() => openDevice('wasm', nodePlatform.wasm));

  const whole = program(1024, 0);
  const bytesWith = (blocks: number): number => programMemory(program(1024, blocks)).bytes;
  const within = (bytes: number) => ({ program: bytes, buffer: Infinity });

  it('is nothing where the program fits, and the fewest blocks that make it fit where it does not', () => {
    const auto = { recompute: 'auto' } as const;
    expect(chooseRecomputation(backendOf(), whole, auto, within(bytesWith(0)))).toBe(0);
    expect(chooseRecomputation(backendOf(), whole, auto, within(bytesWith(0) - 1))).toBe(1);
    expect(chooseRecomputation(backendOf(), whole, auto, within(bytesWith(1)))).toBe(1);
  });

  it('leaves a program to tiles that nothing makes fit', () => {
    const limits = within(bytesWith(4) - 1);
    const blocks = chooseRecomputation(backendOf(), whole, { recompute: 'auto' }, limits);
    expect(blocks).toBe(0);
    expect(chooseTileSize(backendOf(), program(1024, blocks), recipe, limits)).toMatchObject({
      tileSize: 768,
    });
  });

  it('comes before tiles', () => {
    const limits = within(bytesWith(1));
    expect(chooseTileSize(backendOf(), program(1024, 1), recipe, limits)).toBeUndefined();
    expect(chooseTileSize(backendOf(), program(1024, 0), recipe, limits)).toBeDefined();
  });

  it('is as a person says', () => {
    expect(chooseRecomputation(backendOf(), whole, { recompute: 'never' }, within(0))).toBe(0);
    expect(chooseRecomputation(backendOf(), whole, { recompute: 'always' }, within(Infinity))).toBe(1);
  });
});

describe('what recomputing saves', () => {
  const onGpu = (side: number, blocks: number) =>
    forecast(program(side, blocks), planFor(typicalRates(false), 'f32'));

  it('is a fifth at least on a GPU at 1448 px, by the first block alone', () => {
    const [kept, recomputed] = [onGpu(1448, 0), onGpu(1448, 1)];
    expect(recomputed.programBytes / kept.programBytes).toBeLessThan(0.8);
    expect(recomputed.largestBufferBytes).toBe(kept.largestBufferBytes);
  });
});
