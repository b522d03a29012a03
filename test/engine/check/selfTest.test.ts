import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import type { KernelResult } from '../../../src/shared/gpu/gpuReport';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { kernelChecks } from '../../../webview/engine/check/kernelChecks';
import { selfTest } from '../../../webview/engine/check/selfTest';
import { programShapes } from '../../../webview/engine/gradient/programShapes';
import { findAdapter, requestDevice } from '../../../webview/engine/devices/gpuAdapter';
import { candidateTilings, typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import { planFor } from '../../../webview/engine/backends/webgpu/tuning/plan';
import type * as Kernels from '../../../webview/engine/backends/webgpu/program/kernel';
import { tilingName } from '../../../webview/engine/backends/webgpu/tuning/tiling';
import { shaped } from '../../../webview/engine/network/shapes';

/** A hook that changes a kernel's code, and the names of all kernels made. */
const workshop = vi.hoisted(() => ({
  spoil: (_name: string, code: string): string => code,
  made: new Set<string>(),
}));

vi.mock('../../../webview/engine/backends/webgpu/program/kernel', async original => {
  const real = await original<typeof Kernels>();
  return {
    ...real,
    madeOnce: <T>(make: T): T => make,
    defineKernel: (source: Parameters<typeof real.defineKernel>[0]) => {
      const kernel = real.defineKernel(source);
      workshop.made.add(kernel.name);
      return { ...kernel, code: workshop.spoil(kernel.name, kernel.code) };
    },
  };
});

await provideWebGpu();
const found = await findAdapter();
const hasAdapter = 'adapter' in found;
if (!hasAdapter) console.warn('The self-test is not tested: no Vulkan driver here, not even SwiftShader.');

const [tiling] = candidateTilings(true);
const hasSubgroups = hasAdapter && found.adapter.features.has('subgroups' as GPUFeatureName);
const checks = kernelChecks([tiling!], hasSubgroups);

const bySubgroups: [string, string, string, RegExp][] = hasSubgroups
  ? [
      ['squares', 'subgroupElect()', 'true', /^content term.*subgroups/],
      ['variation', 'i += subgroupSize', 'i += 2 * subgroupSize', /^variation term.*subgroups/],
    ]
  : [];

describe.skipIf(!hasAdapter)('the self-test of our kernels (needs a WebGPU adapter)', () => {
  let device: GPUDevice;
  let results: readonly KernelResult[];
  let tried: ReadonlySet<string>;
  beforeAll(async () => {
    device = await requestDevice((found as { adapter: GPUAdapter }).adapter);
    results = await selfTest(device, checks, 'f32');
    tried = new Set(workshop.made);
  });
  afterAll(() => device.destroy());
  afterEach(() => {
    workshop.spoil = (_, code) => code;
  });

  it('passes, far within its bound', () => {
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(Math.max(...results.map(({ error }) => error!))).toBeLessThan(1e-5);
  });

  it('passes by the tilings of GPUs, in workgroup memory', async () => {
    // Threads are tried in a square, with every layout of the matrices, and in a column.
    const [square, column] = [candidateTilings(false).at(0)!, candidateTilings(false).at(-1)!];
    const products = [
      ...kernelChecks([square]).filter(({ name }) =>
        /(direct|Winograd 4|squared,) \d.*staged \d+(, edges zero)?$/.test(name),
      ),
      ...kernelChecks([column]).filter(({ name }) => /gradient, Winograd 4.*edges zero$/.test(name)),
    ];
    expect(products).toHaveLength(6);
    const tested = await selfTest(device, products, 'f32');
    expect(tested.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('tries every kernel that a run launches', () => {
    for (const tile of [0, 2, 4] as const) {
      for (const edges of ['zero', 'replicate', 'wrap'] as const) {
        workshop.made.clear();
        const variant = tile
          ? ({ kind: 'winograd', tile, tiling: tiling! } as const)
          : ({ kind: 'direct', tiling: tiling! } as const);
        const plan = { ...planFor(typicalRates(true), 'f32'), variant: () => variant, tiling: () => tiling! };
        const image = shaped(1, 37, 50, 3);
        const recipes = [
          makeRecipe('seed', { edges }),
          makeRecipe('balanced', { edges }),
          makeRecipe('balanced', { edges, styleLoss: 'wasserstein' }),
        ];
        for (const recipe of recipes) {
          const images = { content: image, styles: [{ image, weight: 1 }] };
          for (const model of ['vgg19-uint8', 'pocket'] as const) {
            forecast(programShapes(model, recipe, images), plan);
          }
        }
        // The readout has a variant for each number of losses, and need not have been tried in all of them.
        const untried = [...workshop.made].filter(name => !tried.has(name) && !name.startsWith('readout'));
        expect(untried, `${tilingName(tiling!)}, tile ${tile}, edges ${edges}`).toEqual([]);
      }
    }
  });

  it.each<[kernel: string, right: string, wrong: string, check: RegExp]>([
    ['convolution zero', 'value + bias', 'value - bias', /^convolution, direct .* zero/],
    ['convolution gradient', '8 - segment', 'segment', /^convolution's gradient, direct .* zero/],
    [
      'winograd 2 forward input zero',
      'column < p.width',
      'column + 1 < p.width',
      /^convolution, Winograd 2 .* zero/,
    ],
    ['winograd 4 gradient', '> vec4f()', '>= vec4f()', /gradient, Winograd 4/],
    ['matmul', 'batch * 4', 'batch * 8', /^convolution, Winograd/],
    ['matmul, right transposed', 'Quad(value)', 'Quad(-value)', /^projection/],
    ['pool average', '(p.windowX * p.windowY)', '(p.windowX * p.windowX)', /^pooling.*, average/],
    ['pool max gradient', '& !earlier', '', /^pooling's gradient, max/],
    ['pool l2', 'sqrt(', '(', /^pooling.*, l2/],
    ['gram ', 'pixel < p.pixels', 'pixel + 1 < p.pixels', /^style term/],
    ['gram difference', 'found - goal', 'found + goal', /^style term/],
    ['style gradient', '2 * slope', '1 * slope', /^style term/],
    ['channel sum parts', '+ 256', '+ 255', /^Wasserstein/],
    ['channel sum parts, masked', 'weights[pixel]', 'weights[item]', /^Wasserstein.*masked/],
    ['power', 'p.perPixel * sum', 'sum', /^Wasserstein/],
    ['covariance', '- mean[row]', '+ mean[row]', /^Wasserstein/],
    ['root, start', '1.5', '1.4', /^Wasserstein/],
    ["root's change", '1.5', '1.4', /^Wasserstein/],
    ['dot product', 'dot(a[item], b[item])', 'dot(a[item], a[item])', /^Wasserstein/],
    ['norm for the root', 'sqrt(sum)', 'sum', /^Wasserstein/],
    ['Wasserstein distance', 'shift * shift', 'shift', /^Wasserstein/],
    ['Wasserstein matrix', 'row == column', 'row > column', /^Wasserstein/],
    ['Wasserstein row', 'slopeAt(i, item)', 'slopeAt(i, i)', /^Wasserstein/],
    ['style gradient, masked', 'weights[row] *', '', /^Wasserstein.*masked/],
    ['weigh norm', 'p.coefficient / norm', 'p.coefficient', /term, norm/],
    ['squares', 'dot(difference, difference)', 'dot(difference, vec4f(1))', /^content term/],
    ['mask', '/ p.quads', '% p.quads', /^mask/],
    ['variation', 'sign(above)', 'sign(below)', /^variation term, edges zero/],
    ['readout of 7', 'part6[i]', '0', /^sum of losses/],
    ['gate', 'vec4f(), joined', 'vec4f(), unheard_of', /^ReLU's gradient/],
    ...bySubgroups,
  ])('fails where %s has "%s" turned into "%s"', async (kernel, right, wrong, check) => {
    const concerned = checks.filter(({ name }) => check.test(name));
    expect(concerned).not.toEqual([]);
    let spoiled = 0;
    workshop.spoil = (name, code) => {
      if (!name.startsWith(kernel) || !code.includes(right)) return code;
      spoiled++;
      return code.replaceAll(right, wrong);
    };
    const wronged = await selfTest(device, concerned, 'f32');
    expect(spoiled).toBeGreaterThan(0);
    expect(wronged.filter(({ passed }) => passed)).toEqual([]);
  });
});
