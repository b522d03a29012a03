import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repoRoot } from '../process/paths';

const script = join(repoRoot, 'scripts/lib/bench/torch_seed.py');

/** Python programs to try. Only the system's own sees Debian's packages, and it need not be the first on the path. */
const interpreters = ['python3', '/usr/bin/python3'];

/** Device and precision of PyTorch: the processor in float32, or NVIDIA's GPUs in float32 or with products in TF32. */
export type TorchTarget = 'cpu' | 'cuda' | 'cuda-tf32';

/** A process of PyTorch that computes epochs of the preset **Seed** whenever it is its turn. */
export class TorchPeer {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
  ) {}

  /**
   * Starts PyTorch and runs a first epoch, which allocates; undefined where there is no PyTorch, or none for that target.
   */
  static async start(size: number, threads: number, target: TorchTarget): Promise<TorchPeer | undefined> {
    for (const python of interpreters) {
      const child = spawn(python, [script, String(size), String(threads), target], {
        // Threads of OpenMP spin by default while they wait, which makes an epoch six times as slow on a machine with other
        // work.
        env: { OMP_WAIT_POLICY: 'passive', ...process.env },
      });
      // A process that cannot be started ends its output without a line, which is all that is checked.
      child.on('error', () => child.stdout.destroy());
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const peer = new TorchPeer(child, lines);
      if ((await peer.line()) === 'ready') return peer;
      peer.stop();
    }
    return undefined;
  }

  /** Seconds for an epoch, the mean of `epochs` of them. */
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
