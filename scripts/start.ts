// Opens VS Code with the extension and some photographs to try it on: on the desktop where `code` is on the PATH, else in
// the browser, where it runs until Ctrl-C.
//   npm start [-- FOLDER]
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';
import { run } from './lib/process/command';
import { packExtension } from './lib/release/packedExtension';
import { repoRoot } from './lib/process/paths';
import { runMain } from './lib/process/runMain';
import { fillSampleWorkspace } from './lib/vscode/sampleWorkspace';
import { VsCodeServer } from './lib/vscode/server';

/** Folder of the sample workspace, which is kept from one start to the next with the pictures made in it. */
async function sampleWorkspace(): Promise<string> {
  const folder = join(repoRoot, '.cache', 'workspace');
  if (!existsSync(folder)) await fillSampleWorkspace(folder);
  return folder;
}

function findCode(): string | undefined {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap(folder => names.map(name => join(folder, name))).find(existsSync);
}

async function startDesktop(code: string, folder: string): Promise<void> {
  await run(process.execPath, ['esbuild.mjs'], { cwd: repoRoot });
  process.stdout.write(`Starting ${code} on ${folder}…\n`);
  await execa(code, ['--new-window', `--extensionDevelopmentPath=${repoRoot}`, folder], { stdio: 'inherit' });
}

async function startInBrowser(folder: string): Promise<void> {
  process.stdout.write('No `code` on the PATH: starting a VS Code for the browser. Packing the extension…\n');
  const { path, networks } = await packExtension(join(repoRoot, 'out', 'start', 'pastiche.vsix'));
  process.stdout.write(`${networks}\n`);
  const server = await VsCodeServer.start({ vsix: [path] });
  process.stdout.write(`\nOpen ${server.url(folder)}\nCtrl-C ends it.\n`);
  await new Promise<void>(settle => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => settle());
  });
  await server.stop();
}

const command = { usage: 'npm start [-- FOLDER]', flags: {}, mostArguments: 1 };

await runMain(command, async ({ args: [given] }) => {
  const folder = given === undefined ? await sampleWorkspace() : resolve(given);
  const code = findCode();
  await (code ? startDesktop(code, folder) : startInBrowser(folder));
});
