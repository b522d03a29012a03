import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package whose code or files are in the VSIX. */
interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Text of the package's licence files, or of the licence that it names. */
  readonly text: string;
}

/** Packages whose files are copied and not bundled (esbuild.mjs). */
const copiedPackages = ['node_modules/@tensorflow/tfjs-backend-wasm', 'node_modules/@vscode/codicons'];
const licenceFile = /^(licen[cs]e|copying|notice)/i;

/**
 * The notices that the licences of everything in the VSIX require.
 * @param root folder of the repository, with its node_modules
 * @param inputs files that were bundled, relative to the repository
 */
export function thirdPartyNotices(root: string, inputs: readonly string[]): string {
  const folders = new Set([...inputs.flatMap(packageFolder), ...copiedPackages]);
  const packages = [...folders].sort().map(folder => describePackage(root, folder));
  const parts = packages.map(
    ({ name, version, license, text }) =>
      `${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}\n`,
  );
  return `Pastiche contains the following software of others, under the licences given here.\n\n${parts.join('\n')}`;
}

/** Folder of the package that a bundled file is from, the innermost where packages are nested; none for other files. */
function packageFolder(input: string): string[] {
  if (input.startsWith('(disabled):')) return []; // A module left out for browsers: nothing of it is in the bundle.
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input.replaceAll('\\', '/'))?.[0];
  return folder ? [folder] : [];
}

function describePackage(root: string, path: string): ShippedPackage {
  const folder = join(root, path);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
    author?: string | { name?: string };
  };
  const license = manifest.license ?? 'no licence named';
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  const files = readdirSync(folder).filter(file => licenceFile.test(file));
  const own = files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
  const text = own || `${author ? `By ${author}. ` : ''}${licenceText(root, license)}`;
  return { name: manifest.name, version: manifest.version, license, text };
}

/** Text of a licence by its name, for packages such as TensorFlow.js that name theirs and leave out the text. */
function licenceText(root: string, license: string): string {
  if (license !== 'Apache-2.0')
    return `Under the ${license} licence, https://spdx.org/licenses/${license}.html`;
  return readFileSync(join(root, 'node_modules', 'typescript', 'LICENSE.txt'), 'utf8');
}
