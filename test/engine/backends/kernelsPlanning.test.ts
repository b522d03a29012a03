import { describe, expect, it } from 'vitest';
import { WebGpuBackend } from '../../../webview/engine/backends/webgpu/backend';
import { typicalRates, type DeviceRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import { makeRecipe, type PresetName, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { programShapes, type ProgramShapes } from '../../../webview/engine/gradient/programShapes';
import { shaped } from '../../../webview/engine/network/shapes';
import { defineKernel, linearGrid } from '../../../webview/engine/backends/webgpu/program/kernel';
import { planFor } from '../../../webview/engine/backends/webgpu/tuning/plan';
import { Recording, type GpuArray } from '../../../webview/engine/backends/webgpu/program/recording';
import { shareBuffers } from '../../../webview/engine/backends/webgpu/program/sharedBuffers';
import {
  winograd,
  type Matrix,
} from '../../../webview/engine/backends/webgpu/convolution/winogradTransforms';
import { Random } from '../../../webview/engine/support/random';

describe('Winograd transforms', () => {
  const multiply = (matrix: Matrix, vector: readonly number[]): number[] =>
    matrix.map(row => row.reduce((sum, value, i) => sum + value * vector[i]!, 0));

  it.each([2, 4] as const)('filter as written out, both ways, on the same weights: F(%i, 3)', tile => {
    const { size, weights, forward, backward } = winograd(tile);
    const random = new Random(tile);
    const kernel = [...random.normals(3)];
    const input = [...random.normals(size)];
    const transformed = multiply(weights, kernel);
    for (const [transforms, taps] of [
      [forward, kernel],
      [backward, [...kernel].reverse()],
    ] as const) {
      const products = multiply(transforms.input, input).map((value, i) => value * transformed[i]!);
      const found = multiply(transforms.output, products);
      for (const [i, value] of found.entries()) {
        const expected = taps.reduce((sum, tap, j) => sum + tap * input[i + j]!, 0);
        expect(value).toBeCloseTo(expected, 12);
      }
    }
  });
});

/** Launches of a step of WebGpuAdam, which webGpuStep.test.ts counts. */
const stepLaunches = 1;

describe('forecast', () => {
  function programOf(preset: PresetName, side: number, input: RecipeInput = {}): ProgramShapes {
    const image = shaped(1, side, side, 3);
    return programShapes('vgg19-uint8', makeRecipe(preset, input), {
      content: image,
      styles: [{ image, weight: 1 }],
    });
  }

  it.each([
    ['seed', 256, {}, 120],
    ['seed', 512, {}, 120],
    ['balanced', 512, { styleLoss: 'gram' }, 120],
    // The Wasserstein loss takes the square roots of three small matrices by many small products.
    ['balanced', 512, {}, 260],
  ] as const)(
    'launches, an epoch of %s on a GPU at %i with %j, at most %i kernels',
    (preset, side, input, most) => {
      const { launches } = forecast(programOf(preset, side, input), planFor(typicalRates(false), 'f32'));
      expect(launches + stepLaunches).toBeLessThanOrEqual(most);
    },
  );

  it("goes by a device's own rates, not by another's that was measured", async () => {
    const adapterInfo = { vendor: 'swiftshader', architecture: '', device: '', description: '' };
    const opened = (): WebGpuBackend => new WebGpuBackend({ adapterInfo } as GPUDevice);
    const [measured, other] = [opened(), opened()];
    const program = programOf('seed', 512);
    const before = measured.programMemory(program);
    // Launches that take long leave sums in fewer parts.
    const typical = typicalRates(true);
    const rates: DeviceRates = { ...typical, secondsPerLaunch: 10, products: typical.products.slice(1) };
    const cache = { get: async () => rates, set: async () => undefined };
    expect(await measured.measure(cache)).toEqual(rates);
    expect(measured.programMemory(program)).not.toEqual(before);
    expect(other.programMemory(program)).toEqual(before);
  });

  it('grows with the image', () => {
    const bytes = [64, 128, 256, 512].map(
      side => forecast(programOf('seed', side), planFor(typicalRates(false), 'f32')).bytes,
    );
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
  });
});

describe('shareBuffers', () => {
  const kernel = defineKernel({ name: 'any', reads: { x: 'quads' }, writes: { y: 'quads' }, body: '' });

  /** A recording of arrays of random sizes, each computed from an earlier one. */
  function randomRecording(seed: number): Recording {
    const random = new Random(seed);
    const recording = new Recording();
    const made: GpuArray[] = [recording.array('input', [4], 4)];
    for (let i = 0; i < 40; i++) {
      const x = made[Math.floor(random.uniform() * made.length)]!;
      const y = recording.array(`array ${i}`, [4 * (1 + Math.floor(random.uniform() * 100))], 4);
      recording.launch(kernel, { arrays: { x, y }, grid: linearGrid(1) });
      made.push(y);
    }
    return recording;
  }

  it.each([1, 2, 3, 4, 5])('gives no two arrays the same place at the same time (seed %i)', seed => {
    const recording = randomRecording(seed);
    const uses = (array: GpuArray): number[] =>
      recording.dispatches.flatMap(({ arrays }, i) => (arrays.includes(array) ? [i] : []));
    const buffers = shareBuffers(recording);
    for (const { bytes, places } of buffers) {
      for (const [i, a] of places.entries()) {
        expect(a.offset % 256).toBe(0);
        expect(a.offset + a.array.bytes).toBeLessThanOrEqual(bytes);
        for (const b of places.slice(0, i)) {
          const [ours, theirs] = [uses(a.array), uses(b.array)];
          const atOnce = ours[0]! <= theirs.at(-1)! && theirs[0]! <= ours.at(-1)!;
          const apart = a.offset + a.array.bytes <= b.offset || b.offset + b.array.bytes <= a.offset;
          expect(!atOnce || apart).toBe(true);
          // A launch must not read from a buffer that it writes to.
          expect(ours.filter(use => theirs.includes(use))).toEqual([]);
        }
      }
      expect(bytes).toBe(Math.max(...places.map(({ array }) => array.bytes)));
    }
    const all = new Set(recording.dispatches.flatMap(({ arrays }) => arrays));
    expect(buffers.flatMap(({ places }) => places)).toHaveLength(all.size);
    expect(buffers.length).toBeLessThan(all.size);
    expect(buffers.some(({ places }) => places.some(({ offset }) => offset > 0))).toBe(true);
  });

  it('keeps what was prepared', () => {
    const recording = new Recording();
    const [weights, kept] = [recording.array('weights', [8], 4), recording.array('kept', [8], 4)];
    recording.prepare(kernel, { arrays: { x: weights, y: kept }, grid: linearGrid(1) });
    const [a, b, c] = ['a', 'b', 'c'].map(name => recording.array(name, [8], 4));
    recording.launch(kernel, { arrays: { x: kept, y: a! }, grid: linearGrid(1) });
    recording.launch(kernel, { arrays: { x: a!, y: b! }, grid: linearGrid(1) });
    recording.launch(kernel, { arrays: { x: b!, y: c! }, grid: linearGrid(1) });
    const buffer = shareBuffers(recording).find(({ places }) => places.some(({ array }) => array === kept))!;
    expect(buffer.places.map(({ array }) => array)).toEqual([kept]);
  });
});

describe('planFor', () => {
  const layer = { inChannels: 512, outChannels: 512 };

  it.each([true, false])('computes large layers by Winograd (software: %s)', software => {
    const plan = planFor(typicalRates(software), 'f32');
    expect(plan.variant({ ...layer, height: 256, width: 256 })).toMatchObject({ kind: 'winograd', tile: 4 });
  });

  it('computes a tiny layer with the fewest operations where there are few workgroups, else side by side', () => {
    const kindOn = (software: boolean): string =>
      planFor(typicalRates(software), 'f32').variant({ ...layer, height: 1, width: 1 }).kind;
    expect(kindOn(true)).toBe('direct');
    expect(kindOn(false)).toBe('winograd');
  });
});
