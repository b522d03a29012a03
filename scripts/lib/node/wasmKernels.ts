import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../process/command';
import { repoRoot } from '../process/paths';

const source = join(repoRoot, 'assembly/index.ts');

const flags = [
  '--runtime',
  'stub',
  '--importMemory',
  '--noAssert',
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
];

const simd = ['--enable', 'simd'];
const relaxed = ['--enable', 'relaxed-simd'];
/** Options for a shared memory, which must declare its maximum: all that 32-bit addresses reach. */
const threads = ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'];

/** Compiles `assembly/` into the text of `webview/engine/backends/wasm/binaries.ts`. */
export async function compileKernels(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pastiche-kernels-'));
  try {
    const binaryOf = (features: readonly string[]): Promise<string> => compile(folder, features);
    return `// Compiled from assembly/ by \`npm run wasm-kernels\`; a test compares it with the source. Base64.

/** The compiled kernels, in base64: for one thread alone, and for a memory that several threads share. */
export interface Binary {
  readonly alone: string;
  readonly shared: string;
}

/** The kernels for machines with 128-bit vectors. */
export const simdBinary: Binary = {
  alone:
    '${await binaryOf(simd)}',
  shared:
    '${await binaryOf([...simd, ...threads])}',
};

/** The kernels with relaxed SIMD, whose fused multiply-add does two operations at once. */
export const relaxedSimdBinary: Binary = {
  alone:
    '${await binaryOf([...simd, ...relaxed])}',
  shared:
    '${await binaryOf([...simd, ...relaxed, ...threads])}',
};
`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Compiles the kernels with these features of wasm. @returns the binary in base64 */
async function compile(folder: string, features: readonly string[]): Promise<string> {
  const packageFile = createRequire(import.meta.url).resolve('assemblyscript/package.json');
  const compiler = join(dirname(packageFile), 'bin/asc.js');
  const binary = join(folder, 'kernels.wasm');
  await run(process.execPath, [compiler, source, ...flags, ...features, '--outFile', binary]);
  return (await readFile(binary)).toString('base64');
}
