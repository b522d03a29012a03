import type { Thread, Threads } from '../../support/threads';
import { relaxedSimdBinary, simdBinary, type Binary } from './binaries';
import { canRun, KernelModule } from './kernelModule';

/** The most threads that are worth it: the first copies for all, a twentieth of the work, and more would wait for it. */
const mostThreads = 16;

/** A device's kernels, and the threads that compute them together until they are closed. */
export interface KernelTeam {
  readonly module: KernelModule;
  /** Ends the other threads. */
  close(): void;
}

/**
 * Opens the kernels on as many threads as the machine has, and on the calling one alone where it has no more or others cannot
 * be started.
 * @returns undefined where the machine has no 128-bit vectors
 */
export async function openTeam(threads: Threads | undefined): Promise<KernelTeam | undefined> {
  const team = threads && (await openTogether(threads));
  if (team) return team;
  const module = kernelsAlone();
  return module && { module, close: () => undefined };
}

/** The kernels on the calling thread; undefined where the machine has no 128-bit vectors. */
export function kernelsAlone(): KernelModule | undefined {
  const binary = binaryHere();
  return binary && new KernelModule(binary);
}

async function openTogether({ count, start }: Threads): Promise<KernelTeam | undefined> {
  const binary = binaryHere();
  const threads = Math.min(count, mostThreads);
  if (!binary || threads < 2) return undefined;
  const module = moduleFor(binary, threads);
  if (!module) return undefined;
  const helpers = await startAll(start, module);
  if (!helpers) return undefined;
  return {
    module,
    close: () => {
      for (const helper of helpers) helper.end();
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
