import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { pocketModel } from '../../scripts/lib/node/nodeModel';
import { nodePlatform } from '../../scripts/lib/node/nodePlatform';
import { repoRoot } from '../../scripts/lib/process/paths';
import { kernelsOf, tfjsParts } from '../../scripts/lib/release/tfjsParts.mjs';
import { makeRecipe, recipeKeys, recipeOptions } from '../../src/shared/recipe/recipe';
import { TfStylizer } from '../../webview/engine/engine';
import { encodedImage } from '../fixtures/images';

const worker = join(repoRoot, 'webview/engine/worker.ts');
const silent = { phase: () => undefined, started: () => undefined, epochs: () => undefined };
const observer = { ...silent, intermediate: () => undefined };

/** Every choice of the recipe, and the numbers that lead to other operations. */
const variants = [
  ...recipeKeys.flatMap(key => {
    const option = recipeOptions[key];
    return option.kind === 'choice' ? Object.keys(option.choices).map(choice => ({ [key]: choice })) : [];
  }),
  { tileSize: 16 },
  { strokeSize: 2 },
];

/** Makes a backend one that does not start. */
function refuse(backend: string): void {
  tf.removeBackend(backend);
  tf.registerBackend(backend, () => {
    throw new Error(`${backend} is refused here.`);
  });
}

describe("the worker's bundle", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('has every kernel that a run calls, whatever its recipe', async () => {
    const bundled = await kernelsOf(worker);
    const run = new Set<string>();
    const stylizer = new TfStylizer(nodePlatform);
    const content = { name: 'content.png', bytes: await encodedImage('png', 40, 30, { alpha: true }) };
    const style = { name: 'style.png', bytes: await encodedImage('png', 32, 32) };
    const mask = { name: 'mask.png', bytes: await encodedImage('png', 40, 30, { seed: 2 }) };
    // One run on the plain processor calls the kernels in whose place wasm has ours.
    for (const device of ['wasm', 'cpu'] as const) {
      if (device === 'cpu') refuse('wasm'); // The plain processor is the last resort.
      const { name } = await stylizer.open('auto');
      expect(name).toBe(device);
      const spy = vi.spyOn(tf.engine(), 'runKernel');
      for (const [i, variant] of (device === 'cpu' ? [{ size: 16 }] : variants).entries()) {
        const recipe = makeRecipe('balanced', { size: 24, coarsestSize: 16, epochs: 1, ...variant });
        const more = i % 2 ? [{ image: style, weight: 1, region: mask }] : [];
        const styles = [{ image: style, weight: 1 }, ...more] as const;
        const request = { content, styles, recipe, model: pocketModel(), saveEvery: 0 };
        const made = stylizer.start({ ...request, output: { type: 'png', quality: 92 } }, observer);
        await made.finished.catch((thrown: unknown) => {
          if (!String(thrown).includes('cannot be enlarged')) throw thrown; // choices that exclude each other
        });
        await made.dispose();
      }
      for (const [name] of spy.mock.calls) run.add(name);
      await stylizer.dispose();
    }
    expect(run.size).toBeGreaterThan(20);
    expect([...run].filter(name => !bundled.has(name))).toEqual([]);
  });

  it('leaves out what the engine does not use, and stays small', async () => {
    const { outputFiles } = await build({
      entryPoints: [worker],
      bundle: true,
      minify: true,
      format: 'iife',
      write: false,
      plugins: [tfjsParts(worker)],
    });
    const code = outputFiles[0]!.text;
    const kernels = await readFile(
      join(repoRoot, 'node_modules/@tensorflow/tfjs-core/dist/kernel_names.js'),
      'utf8',
    );
    expect(kernels).toContain("'SparseFillEmptyRows'");
    expect(code).not.toContain('"SparseFillEmptyRows"');
    expect(gzipSync(code).length).toBeLessThan(250_000);
  });
});
