import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with the program's output as it comes; the output is returned in any case. */
  readonly onOutput?: (text: string) => void;
}

export interface CommandResult {
  /** Exit code; 1 where a signal ended the program. */
  readonly code: number;
  /** Output on stdout and stderr, in the order in which it came. */
  readonly output: string;
}

/** Runs a program until it ends. Rejects only where it cannot be started. */
export function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env, onOutput }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (text: string): void => {
      output += text;
      onOutput?.(text);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', reject);
    child.once('close', code => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a program that must succeed; the error of one that fails contains its output. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, output } = await runCommand(program, args, options);
  if (code === 0) return output;
  throw new Error(`${[program, ...args].join(' ')} ended with code ${code}:\n${output.trim()}`);
}
