// Bundles the extension (Node and web hosts), the studio and the engine's worker into dist/. `--watch` rebuilds on change.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { context, build } from 'esbuild';
import { tfjsParts } from './scripts/lib/release/tfjsParts.mjs';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  logLevel: 'info',
  minify: !watch,
  sourcemap: watch ? 'linked' : false,
  target: 'es2022',
  legalComments: 'eof',
};

/** @type {import('esbuild').BuildOptions} */
const host = { ...common, format: 'cjs', external: ['vscode'] };

/**
 * The bundle of a worker: one classic script, since a worker made from a blob cannot import anything.
 * @param {string} entryPoint
 * @returns {import('esbuild').BuildOptions}
 */
const worker = entryPoint => ({
  ...common,
  entryPoints: [entryPoint],
  format: 'iife',
  plugins: [tfjsParts(entryPoint)],
});

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...host, entryPoints: ['src/nodeExtension.ts'], outfile: 'dist/extension.cjs', platform: 'node' },
  // `.cjs` here too: because of our "type", a web extension host takes `.js` for a module, which it cannot load.
  { ...host, entryPoints: ['src/extension.ts'], outfile: 'dist/web/extension.cjs', platform: 'browser' },
  {
    ...common,
    entryPoints: ['webview/main.ts'],
    outfile: 'dist/webview/main.js',
    format: 'esm',
    loader: { '.css': 'text' },
  },
  {
    ...common,
    entryPoints: ['webview/check/main.ts'],
    outfile: 'dist/webview/check.js',
    format: 'esm',
  },
  {
    ...worker('webview/engine/worker.ts'),
    outfile: 'dist/webview/worker.js',
    define: { PASTICHE_VERSION: JSON.stringify(version) },
  },
  { ...worker('webview/engine/check/worker.ts'), outfile: 'dist/webview/checkWorker.js' },
];

async function copyAssets() {
  await mkdir('dist/webview/wasm', { recursive: true });
  await mkdir('dist/webview/codicons', { recursive: true });
  const wasm = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    await cp(`${wasm}/${name}`, `dist/webview/wasm/${name}`);
  }
  const icons = 'node_modules/@vscode/codicons/dist';
  for (const name of ['codicon.css', 'codicon.ttf'])
    await cp(`${icons}/${name}`, `dist/webview/codicons/${name}`);
}

await copyAssets();
if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  const results = await Promise.all(bundles.map(options => build({ ...options, metafile: true })));
  // `npm run package` makes the third-party notices from what was bundled.
  const inputs = new Set(results.flatMap(result => Object.keys(result.metafile.inputs)));
  await mkdir('out', { recursive: true });
  await writeFile('out/bundled.json', JSON.stringify([...inputs].sort(), undefined, 1));
}
