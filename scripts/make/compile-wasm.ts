// Compiles the engine's own wasm kernels into a module that can be imported everywhere: npm run wasm-kernels
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernels } from '../lib/node/wasmKernels';
import { repoRoot } from '../lib/process/paths';
import { runMain } from '../lib/process/runMain';

const path = join(repoRoot, 'webview/engine/backends/wasm/binaries.ts');

const command = {
  usage: 'npm run wasm-kernels [-- --check]',
  flags: {
    check: { about: 'writes nothing, and fails where the module differs from what the source compiles to' },
  },
};

await runMain(command, async ({ values: { check } }) => {
  const compiled = await compileKernels();
  if (!check) await writeFile(path, compiled);
  else if ((await readFile(path, 'utf8')) !== compiled) {
    throw new Error(`${path} is stale. Run: npm run wasm-kernels`);
  }
});
