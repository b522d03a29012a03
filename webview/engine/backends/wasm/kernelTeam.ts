import type { Thread, Threads } from '../../support/threads';
import { relaxedSimdBinary, simdBinary, type Binary } from './binaries';
import { canRun, KernelModule } from './kernelModule';

/**
 * The most threads that are worth it: the first one copies for all, about a twentieth of the work, and more would wait for
 * it.
 */
const mostThreads = 16;

/** Threads that compute the kernels together until they are closed. */
export interface KernelTeam {
  readonly threads: number;
  /** Ends the other threads and gives the memory up. */
  close(): void;
}

let alone: KernelModule | undefined;
let teamed: KernelModule | undefined;

/**
 * The kernels for this machine, undefined where it has no 128-bit vectors. The engine computes one thing at a time, so one
 * module serves all.
 */
export function kernelModule(): KernelModule | undefined {
  const open = teamed ?? alone;
  if (open) return open;
  const binary = binaryHere();
  return (alone = binary && new KernelModule(binary));
}

/**
 * Lets the kernels compute on as many threads as the machine has.
 * @returns undefined where it has one, or others cannot be started: then one thread computes, as without a team
 */
export async function openTeam({ count, start }: Threads): Promise<KernelTeam | undefined> {
  const binary = binaryHere();
  const threads = Math.min(count, mostThreads);
  if (!binary || threads < 2) return undefined;
  const module = moduleFor(binary, threads);
  if (!module) return undefined;
  const helpers = await startAll(start, module);
  if (!helpers) return undefined;
  teamed = module;
  return {
    threads,
    close: () => {
      for (const helper of helpers) helper.end();
      module.dispose();
      if (teamed === module) teamed = undefined;
    },
  };
}

/** A module with a shared memory, undefined where no memory can be shared. */
function moduleFor(binary: Binary, threads: number): KernelModule | undefined {
  try {
    return new KernelModule(binary, threads);
  } catch {
    return undefined;
  }
}

/** The script of a thread: it runs its own instance of the kernels on the memory that all share. */
const helperScript = `onmessage = ({ data: { binary, memory, thread } }) => {
  const { exports } = new WebAssembly.Instance(binary, { env: { memory } });
  postMessage('ready');
  exports.help(thread);
};
`;

/** Starts all other threads or none: the memory's layout and the device's report are made for exactly so many. */
async function startAll(
  start: Threads['start'],
  { binary, memory, crew }: KernelModule,
): Promise<Thread[] | undefined> {
  const others = Array.from({ length: crew.threads - 1 }, (_, i) => i + 1);
  const starts = await Promise.allSettled(
    others.map(async thread => await start(helperScript, { binary, memory, thread })),
  );
  const started = starts.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []));
  if (started.length === others.length) return started;
  for (const thread of started) thread.end();
  return undefined;
}

function binaryHere(): Binary | undefined {
  return [relaxedSimdBinary, simdBinary].find(canRun);
}
