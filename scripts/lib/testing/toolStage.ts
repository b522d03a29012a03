import { join } from 'node:path';
import { runCommand } from '../process/command';
import { repoRoot } from '../process/paths';
import type { Outcome } from './outcome';

/** Runs a program of an installed package that checks the code. It counts as one test, which passes when it ends with 0. */
export async function runTool(label: string, script: string, args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
  const command = [join(repoRoot, 'node_modules', script), ...args];
  const { code, output } = await runCommand(process.execPath, command, { cwd: repoRoot, env });
  process.stdout.write(`  ${code === 0 ? '✓' : '✗'} ${label}\n`);
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}
