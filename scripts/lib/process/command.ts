import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called with what it prints, as it comes; what it prints is returned either way. */
  readonly onOutput?: (text: string) => void;
}

export interface CommandResult {
  /** Exit code; 1 where a signal ended it. */
  readonly code: number;
  /** Both streams, in order. */
  readonly output: string;
}

/** Runs a program to its end. Rejects only where it cannot be started. */
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

/** As `runCommand`, for programs that must succeed: their output is in the error when they do not. */
export async function mustRun(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { code, output } = await runCommand(program, args, options);
  if (code === 0) return output;
  throw new Error(`${[program, ...args].join(' ')} ended with code ${code}:\n${output.trim()}`);
}
