// Bundles of TensorFlow.js hold the parts that the engine uses: its core and backends without layers, data, converter, file
// formats, optimisers and gradients, and of each backend the kernels that the bundle's operations can run.
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** What takes the place of `@tensorflow/tfjs`; WebGPU's and wasm's backends are imported where they are opened. */
const union = `
import '@tensorflow/tfjs-core/dist/base_side_effects';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
export * from '@tensorflow/tfjs-core/dist/base';
`;

/**
 * Files that are left out although others import them: core's file formats and layers' serialisation, and wasm's threads,
 * which the engine does not use (openDevice.ts).
 */
const unused = /^\.\/(io\/io|serialization|test_util)$|\/tfjs-backend-wasm-threaded-simd(\.worker)?\.js$/;

/**
 * @param {string} entryPoint the bundle's, from which the kernels that it can run are found
 * @returns {import('esbuild').Plugin}
 */
export function tfjsParts(entryPoint) {
  return {
    name: 'tfjs-parts',
    setup(build) {
      const kernels = new Set();
      build.onStart(async () => {
        kernels.clear();
        for (const kernel of await kernelsOf(entryPoint)) kernels.add(kernel);
      });
      partsWith(kernels).setup(build);
    },
  };
}

/**
 * The names of the kernels that a bundle's operations can run: those that are left of core's list once all operations that are
 * not used have gone, and those that are named where they are run.
 * @param {string} entryPoint
 * @returns {Promise<ReadonlySet<string>>}
 */
export async function kernelsOf(entryPoint) {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
    loader: { '.css': 'text' },
    plugins: [partsWith(new Set())],
  });
  const code = outputFiles[0]?.text ?? '';
  const list = code.split('// node_modules/@tensorflow/tfjs-core/dist/kernel_names.js')[1]?.split('\n// ')[0];
  if (list === undefined) throw new Error(`${entryPoint} uses no kernel of TensorFlow.js.`);
  const named = [...list.matchAll(/^var \w+ = "(\w+)";$/gm), ...code.matchAll(/runKernel\("(\w+)"/g)];
  return new Set(named.map(([, name]) => name));
}

/**
 * @param {ReadonlySet<string>} kernels
 * @returns {import('esbuild').Plugin}
 */
function partsWith(kernels) {
  return {
    name: 'tfjs-parts-with',
    setup({ onLoad, onResolve, resolve }) {
      onResolve({ filter: /^@tensorflow\/tfjs$/ }, () => ({ path: 'tfjs', namespace: 'tfjs-parts' }));
      onLoad({ filter: /^tfjs$/, namespace: 'tfjs-parts' }, () => ({ contents: union, resolveDir: '.' }));
      // Core's index would register the optimisers as well.
      onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, ({ kind, resolveDir }) =>
        resolve('@tensorflow/tfjs-core/dist/base', { kind, resolveDir }),
      );
      onResolve({ filter: unused }, () => ({ path: 'unused', namespace: 'tfjs-parts' }));
      onLoad({ filter: /^unused$/, namespace: 'tfjs-parts' }, () => ({ contents: 'module.exports = {};' }));
      onLoad({ filter: /tfjs-backend-\w+[\\/]dist[\\/]register_all_kernels\.js$/ }, async ({ path }) => ({
        contents: withKernels(await readFile(path, 'utf8'), kernels),
      }));
    },
  };
}

/**
 * A backend's list of kernels without those that are not wanted. Its files are named after the kernels.
 * @param {string} source
 * @param {ReadonlySet<string>} kernels
 */
function withKernels(source, kernels) {
  const imports = [...source.matchAll(/^import { (\w+) } from '.\/kernels\/(\w+)';$/gm)];
  const wanted = imports.filter(([, , file = '']) => kernels.has(file));
  const configs = wanted.map(([, config]) => config).join(', ');
  return [
    `import { registerKernel } from '@tensorflow/tfjs-core';`,
    ...wanted.map(([statement]) => statement),
    `for (const config of [${configs}]) registerKernel(config);`,
  ].join('\n');
}
