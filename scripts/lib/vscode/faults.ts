import { descendants, typeOf } from '../process/processTree';

/** Processes of VS Code and Chromium, by the type that they name themselves by. */
export type ProcessKind = 'extensionHost' | 'renderer' | 'gpu-process';

/** Ids of the processes of a kind that this process has started. Linux only; elsewhere none is found. */
export function processesOf(kind: ProcessKind): readonly number[] {
  return descendants(process.pid)
    .filter(task => typeOf(task) === kind)
    .map(({ id }) => Number(id));
}

/**
 * Kills all processes of a kind that this process has started.
 * @throws Error where there is none, since a fault that did not happen proves nothing
 */
export function killProcesses(kind: ProcessKind): void {
  const ids = processesOf(kind);
  if (ids.length === 0) throw new Error(`No process of the type ${kind} is running.`);
  for (const id of ids) {
    try {
      process.kill(id, 'SIGKILL');
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}
