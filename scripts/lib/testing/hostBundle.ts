import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repoRoot } from '../process/paths';

/** The script that VS Code's `extensionTestsPath` takes. */
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
    // Installed packages are found from the bundle's own folder: some cannot be bundled.
    packages: 'external',
    external: ['vscode'],
    logLevel: 'warning',
  });
}
