import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repoRoot } from '../process/paths';

const script = join(repoRoot, 'scripts/lib/bench/torch_seed.py');

/** Debian's packages are seen by the system's own Python alone, which need not be the first on the path. */
const interpreters = ['python3', '/usr/bin/python3'];

/** What PyTorch computes on: the processor in float32, or NVIDIA's GPUs in float32 or with products in TF32. */
export type TorchTarget = 'cpu' | 'cuda' | 'cuda-tf32';

/** PyTorch in a process of its own, which computes an epoch of the seed's recipe whenever it is its turn. */
export class TorchPeer {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /** @returns after a first epoch, which allocates; undefined where there is no PyTorch, or none for that target */
  static async start(size: number, threads: number, target: TorchTarget): Promise<TorchPeer | undefined> {
    for (const python of interpreters) {
      const child = spawn(python, [script, String(size), String(threads), target], {
        // By default its threads spin where they wait for each other; on a machine with other work that takes it six times as long.
        env: { OMP_WAIT_POLICY: 'passive', ...process.env },
      });
      // Its lines end without a word, which is all that is asked for.
      child.on('error', () => child.stdout.destroy());
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const peer = new TorchPeer(child, lines);
      if ((await peer.line()) === 'ready') return peer;
      peer.stop();
    }
    return undefined;
  }

  /** @returns the seconds that each of so many epochs takes */
  async secondsPerEpoch(epochs: number): Promise<number> {
    this.child.stdin.write(`${epochs}\n`);
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
