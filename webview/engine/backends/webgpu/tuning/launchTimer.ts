import { BufferPool } from '../program/bufferPool';
import type { DeviceBuffers } from '../program/deviceBuffers';
import { Execution } from '../program/execution';
import { Recording } from '../program/recording';

/** How long a measurement takes at least, in ms: so long that a round trip to the device does not count. */
const leastMs = 10;
const mostRepeats = 4096;
/** How much the repeats grow at most from one try to the next: a single launch's time is little but the round trip. */
const mostGrowth = 64;

/** Times launches one after the other, on buffers that they share, whatever these hold. */
export class LaunchTimer {
  private readonly pool: BufferPool;

  constructor(private readonly memory: DeviceBuffers) {
    this.pool = new BufferPool(memory);
  }

  /** Seconds for a recording of one launch, averaged over as many as take long enough to be timed. */
  async secondsOf(launch: Recording): Promise<number> {
    for (let repeats = 1; ;) {
      const ms = await this.msOf(launch, repeats);
      if (ms >= leastMs || repeats >= mostRepeats) return ms / 1000 / repeats;
      const growth = Math.min(mostGrowth, (1.5 * leastMs) / ms);
      repeats = Math.min(mostRepeats, Math.ceil(repeats * growth));
    }
  }

  async warmUp(launch: Recording, ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (performance.now() < end) await this.secondsOf(launch);
  }

  dispose(): void {
    this.pool.dispose();
  }

  private async msOf(launch: Recording, repeats: number): Promise<number> {
    const recording = new Recording();
    for (let i = 0; i < repeats; i++) recording.dispatches.push(...launch.dispatches);
    const execution = new Execution(this.memory, recording, this.pool);
    const run = async (): Promise<number> => {
      const start = performance.now();
      execution.run();
      await this.memory.device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    };
    try {
      await run();
      // The quicker of two runs counts, since other programs use the device as well.
      return Math.min(await run(), await run());
    } finally {
      execution.dispose();
    }
  }
}
