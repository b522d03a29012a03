import { BufferPool } from '../program/bufferPool';
import { Execution } from '../program/execution';
import { Recording } from '../program/recording';

/** Takes down one launch. */
export type RecordLaunch = (recording: Recording) => void;

/** Long enough that a round trip to the device does not count. */
const leastMs = 10;
const mostRepeats = 4096;
/** A first guess by a single launch holds the round trip, and is only believed so far. */
const mostGrowth = 64;

/** Times launches one after the other, on buffers that they share; what these hold does not matter. */
export class LaunchTimer {
  private readonly pool: BufferPool;

  constructor(private readonly device: GPUDevice) {
    this.pool = new BufferPool(device);
  }

  /** Seconds for one launch, out of as many as take long enough to be timed. */
  async secondsOf(launch: RecordLaunch): Promise<number> {
    for (let repeats = 1; ;) {
      const ms = await this.msOf(launch, repeats);
      if (ms >= leastMs || repeats >= mostRepeats) return ms / 1000 / repeats;
      const growth = Math.min(mostGrowth, (1.5 * leastMs) / ms);
      repeats = Math.min(mostRepeats, Math.ceil(repeats * growth));
    }
  }

  async warmUp(launch: RecordLaunch, ms: number): Promise<void> {
    const end = performance.now() + ms;
    while (performance.now() < end) await this.secondsOf(launch);
  }

  dispose(): void {
    this.pool.dispose();
  }

  private async msOf(launch: RecordLaunch, repeats: number): Promise<number> {
    const once = new Recording();
    launch(once);
    const recording = new Recording();
    for (let i = 0; i < repeats; i++) recording.dispatches.push(...once.dispatches);
    const execution = new Execution(this.device, recording, this.pool);
    const run = async (): Promise<number> => {
      const start = performance.now();
      execution.run();
      await this.device.queue.onSubmittedWorkDone();
      return performance.now() - start;
    };
    try {
      await run();
      // The quicker of two: other programs use the device as well.
      return Math.min(await run(), await run());
    } finally {
      execution.dispose();
    }
  }
}
