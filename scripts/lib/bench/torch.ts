import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repoRoot } from '../paths';

const script = join(repoRoot, 'scripts/lib/bench/torch_seed.py');

/** Debian's packages are seen by the system's own Python alone, which need not be the first on the path. */
const interpreters = ['python3', '/usr/bin/python3'];

/** PyTorch in a process of its own, which computes an epoch of the seed's recipe whenever it is its turn. */
export class TorchPeer {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /**
   * @param threads all cores where it is not said
   * @returns after a first epoch, which allocates; undefined where there is no PyTorch
   */
  static async start(size: number, threads = availableParallelism()): Promise<TorchPeer | undefined> {
    for (const python of interpreters) {
      const child = spawn(python, [script, String(size), String(threads)]);
      // Its lines end without a word, which is all that is asked for.
      child.on('error', () => child.stdout.destroy());
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const peer = new TorchPeer(child, lines);
      if ((await peer.line()) === 'ready') return peer;
      peer.stop();
    }
    return undefined;
  }

  /** @returns the seconds of one epoch */
  async epoch(): Promise<number> {
    this.child.stdin.write('\n');
    const seconds = Number(await this.line());
    if (!Number.isFinite(seconds)) throw new Error('PyTorch ended in the middle of the comparison.');
    return seconds;
  }

  stop(): void {
    this.child.kill();
  }

  private async line(): Promise<string | undefined> {
    const { done, value } = await this.lines.next();
    return done ? undefined : value;
  }
}
