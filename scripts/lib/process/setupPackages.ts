import { existsSync, readdirSync } from 'node:fs';
import { PasticheError } from '../../../src/shared/errors';
import { findChromium } from '../vscode/chromium';
import { run } from './command';

/** A Debian package that the tests need besides npm packages. */
interface SystemPackage {
  readonly name: string;
  readonly purpose: string;
  isThere(): boolean;
}

const packages: readonly SystemPackage[] = [
  { name: 'chromium', purpose: 'the window of VS Code', isThere: () => findChromium() !== undefined },
  {
    name: 'libvulkan1',
    purpose: 'WebGPU in Node',
    // WebGPU needs a package on Linux alone.
    isThere: () => process.platform !== 'linux' || hasLibrary('libvulkan.so.1'),
  },
];

/** Packages installed along with missing ones but not required: fonts for screenshots. */
const companions = ['fonts-liberation'];

/**
 * Makes sure that Chromium and a Vulkan loader are there, by installing their Debian packages where the process is root on
 * Debian.
 * @throws PasticheError `usage` naming what to install
 */
export async function ensureSystemPackages(): Promise<void> {
  const missing = packages.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) await aptInstall(names);

  const left = missing.filter(({ isThere }) => !isThere());
  if (left.length === 0) return;
  const wanted = left.map(({ name, purpose }) => `${name} (${purpose})`).join(' and ');
  throw new PasticheError('usage', `Not installed here: ${wanted}.`, adviceFor(left.map(({ name }) => name)));
}

async function aptInstall(names: readonly string[]): Promise<void> {
  process.stderr.write(`Installing Debian packages (once): ${names.join(', ')}…\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  const install = ['install', '-q', '-y', '--no-install-recommends', ...names, ...companions];
  await run('apt-get', install, { env });
}

function adviceFor(names: readonly string[]): string {
  if (process.platform === 'linux') {
    const command = `sudo apt-get update && sudo apt-get install ${names.join(' ')}`;
    return `On Debian or Ubuntu: ${command}. Elsewhere, install the same by the system's own means.`;
  }
  return 'Install Chrome or Chromium, or let PASTICHE_CHROMIUM name its program.';
}

function hasLibrary(name: string): boolean {
  const roots = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/lib', '/lib64'].filter(existsSync);
  return roots.some(root => {
    if (existsSync(`${root}/${name}`)) return true;
    const architectures = readdirSync(root).filter(entry => entry.includes('-linux-'));
    return architectures.some(architecture => existsSync(`${root}/${architecture}/${name}`));
  });
}
