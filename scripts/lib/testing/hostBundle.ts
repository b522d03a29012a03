import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repoRoot } from '../process/paths';

/** Path of the script that is passed to VS Code as `extensionTestsPath`. */
export const hostBundle = join(repoRoot, 'out', 'host-tests', 'index.cjs');

/** Bundles test/host into one CommonJS file; the tests in it are found by name. */
export async function bundleHostTests(): Promise<void> {
  const tests = readdirSync(join(repoRoot, 'test/host'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .sort();
  const requires = tests.map(name => `require(${JSON.stringify(`./test/host/${name}`)});`);
  await build({
    stdin: {
      contents: `import { runSuites } from './test/host/index';
        export const run = () => runSuites(() => { ${requires.join(' ')} });`,
      resolveDir: repoRoot,
    },
    outfile: hostBundle,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    // Packages are not bundled, since some cannot be; they are resolved from the bundle's folder.
    packages: 'external',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
