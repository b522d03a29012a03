import { join } from 'node:path';
import { run } from '../process/command';
import { repoRoot } from '../process/paths';
import type { Outcome } from './outcome';

/** Runs a program of an installed package that checks the code. It counts as one test, which passes when it ends with 0. */
export async function runTool(label: string, script: string, args: readonly string[]): Promise<Outcome> {
  const env = { FORCE_COLOR: process.stdout.isTTY ? '1' : '0' };
  const command = [join(repoRoot, 'node_modules', script), ...args];
  const { exitCode, all } = await run(process.execPath, command, { cwd: repoRoot, env, reject: false });
  const passed = exitCode === 0;
  process.stdout.write(`  ${passed ? '✓' : '✗'} ${label}\n`);
  if (!passed) process.stdout.write(`${all.trimEnd()}\n`);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] };
}
