// Compiles the engine's own wasm kernels into a module that can be imported everywhere: npm run wasm-kernels
// The option --check writes nothing and fails when the module differs from what the source compiles to.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileKernels } from './lib/node/wasmKernels';
import { repoRoot } from './lib/process/paths';

const path = join(repoRoot, 'webview/engine/backends/wasm/binaries.ts');
const compiled = await compileKernels();
if (process.argv.includes('--check')) {
  if ((await readFile(path, 'utf8')) !== compiled) {
    process.stderr.write(`${path} is stale. Run: npm run wasm-kernels\n`);
    process.exitCode = 1;
  }
} else {
  await writeFile(path, compiled);
}
