// Runs a command of this project on a fresh clone: installs the pinned packages first when they are missing or stale, then
// starts scripts/NAME.ts. It uses no packages, since they may be missing. Usage: node scripts/run.mjs NAME [args]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

function isInstalled() {
  const marker = join(root, 'node_modules/.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

if (!isInstalled()) {
  process.stderr.write('Installing packages (once, about a minute)…\n');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // npm's output goes to stderr, since some commands promise a clean stdout.
  const install = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    process.stderr.write('npm ci failed; check the network and run the command again.\n');
    process.exit(1);
  }
}

const command = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts', `${name}.ts`), ...args], {
  stdio: 'inherit',
});
// A command may have something to save when it is ended, so it is waited for. Ctrl+C reaches it by the terminal, too, and on
// Windows by that alone.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => process.platform !== 'win32' && command.kill(signal));
}
command.once('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
