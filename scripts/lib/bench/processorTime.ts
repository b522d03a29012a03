import { descendants, tasksIn, typeOf, type Task } from '../process/processTree';

/** How often the processes are looked at, ms. */
const everyMs = 100;

/** Linux counts processor time in hundredths of a second, whatever its kernel's own clock. */
const msPerTick = 10;

/** ms of processor time, by who computed. */
type Shares = ReadonlyMap<string, number>;

interface Sample {
  /** ms since 1970. */
  readonly at: number;
  readonly shares: Shares;
}

/**
 * Processor time of all that a process has started, looked at again and again: of VS Code's and Chromium's processes by their
 * type, of pages by their threads. Unlike the time on the clock it hardly depends on what else a machine does. Linux only;
 * elsewhere it counts nothing.
 */
export class ProcessorTime {
  private readonly samples: Sample[] = [];
  private readonly timer = setInterval(() => this.take(), everyMs);

  /** @param ancestor whose children, and theirs, are counted */
  constructor(private readonly ancestor: number) {
    this.take();
  }

  /** Processor time between two moments, ms since 1970. */
  between(from: number, to: number): Shares {
    const [before, after] = [this.at(from), this.at(to)];
    return new Map([...after].map(([who, ms]) => [who, ms - (before.get(who) ?? 0)]));
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private at(moment: number): Shares {
    return this.samples.findLast(({ at }) => at <= moment)?.shares ?? new Map<string, number>();
  }

  private take(): void {
    if (process.platform !== 'linux') return;
    const at = Date.now();
    const shares = new Map<string, number>();
    for (const { who, ticks } of descendants(this.ancestor).flatMap(partsOf)) {
      shares.set(who, (shares.get(who) ?? 0) + ticks * msPerTick);
    }
    this.samples.push({ at, shares });
  }
}

/** A process by its type, such as `extensionHost`; one that shows pages by its threads. */
function partsOf(task: Task): { who: string; ticks: number }[] {
  const { id, ticks } = task;
  const type = typeOf(task);
  if (type !== 'renderer') return [{ who: type, ticks }];
  return tasksIn(`/proc/${id}/task`).map(thread => ({
    who: `page: ${threadName(thread)}`,
    ticks: thread.ticks,
  }));
}

/** Threads of a pool are numbered. */
function threadName({ name }: Task): string {
  return name.replace(/[/\d]+$/, '');
}
