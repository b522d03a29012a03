import { readdirSync, readFileSync } from 'node:fs';

/** A process or thread, as Linux lists it. */
export interface Task {
  readonly id: string;
  readonly name: string;
  readonly parent: string;
  /** Processor time, in hundredths of a second. */
  readonly ticks: number;
}

/** All processes that a process has started, and those that these have. Linux only; elsewhere there are none. */
export function descendants(ancestor: number): Task[] {
  if (process.platform !== 'linux') return [];
  const all = new Map(tasksIn('/proc').map(task => [task.id, task]));
  const isOurs = ({ parent }: Task): boolean => {
    const above = all.get(parent);
    return parent === String(ancestor) || (above !== undefined && isOurs(above));
  };
  return [...all.values()].filter(isOurs);
}

/** The type that VS Code's and Chromium's processes name themselves by, such as `extensionHost`; else the program's name. */
export function typeOf({ id, name }: Task): string {
  return /--type=([\w-]+)/.exec(textOf(`/proc/${id}/cmdline`))?.[1] ?? name;
}

/** The processes of /proc, or the threads of a process's own folder there. */
export function tasksIn(folder: string): Task[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => /^\d+$/.test(name))
    .flatMap(({ name: id }) => {
      // The name, in brackets, may hold blanks; `man 5 proc` counts the fields.
      const [, name, rest] = /^\d+ \((.*)\) (.*)/s.exec(textOf(`${folder}/${id}/stat`)) ?? [];
      if (name === undefined || rest === undefined) return [];
      const fields = rest.split(' ');
      return [{ id, name, parent: fields[1]!, ticks: Number(fields[11]) + Number(fields[12]) }];
    });
}

/** A file of /proc; empty where the process has ended. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
