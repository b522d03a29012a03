import { PasticheError } from '../../../src/shared/errors';

const smaller = 'Choose a smaller size, or lower pastiche.memoryBudget.';

/** Tells whether a device can still be used, and if not, why. */
export class DeviceWatch {
  /** Why the device can no longer be used; undefined while it can. */
  failure: PasticheError | undefined;
  /** Rejects with `failure`; never resolves. */
  readonly failed: Promise<never>;
  private reject!: (failure: PasticheError) => void;

  constructor() {
    this.failed = new Promise<never>((_, reject) => (this.reject = reject));
    // A run awaits this promise. While none does, a rejection must not count as unhandled.
    this.failed.catch(() => undefined);
  }

  fail(failure: PasticheError): void {
    this.failure ??= failure;
    this.reject(this.failure);
  }

  /** Waits for work on the device, and rejects if the device fails meanwhile: the work might then never settle. */
  orFailure<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.failed]);
  }

  /**
   * What to tell a person about something thrown: why the device failed where it has, that the memory gave out, or else what
   * was thrown. It waits a moment, since work may break off before the device's reason is known.
   */
  async reasonFor(thrown: unknown): Promise<unknown> {
    if (!(thrown instanceof PasticheError)) {
      await Promise.race([this.failed.catch(() => undefined), delay(reasonMs)]);
    }
    return this.failure ?? asMemoryError(thrown);
  }
}

/** How long to wait for a device to say why it failed, ms. */
const reasonMs = 200;

function delay(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

/** Watches a WebGPU device, which fails when it is lost, out of memory, or reports an error that no error scope catches. */
export function watchGpu(device: GPUDevice): DeviceWatch {
  const watch = new DeviceWatch();
  void device.lost.then(({ reason, message }) => {
    const cause = reason === 'destroyed' ? 'it was closed' : message || 'the driver gave no reason';
    watch.fail(
      new PasticheError('device', `The graphics device was lost: ${cause}.`, 'Start the run again.'),
    );
  });
  device.addEventListener('uncapturederror', ({ error }) => {
    watch.fail(
      error instanceof GPUOutOfMemoryError
        ? new PasticheError('memory', 'The graphics device ran out of memory.', smaller)
        : new PasticheError(
            'device',
            `The graphics device reported an error: ${error.message}`,
            'Start again.',
          ),
    );
  });
  return watch;
}

/** Watches the WebGL context of a canvas: browsers take it away when the driver fails or too much memory was asked for. */
export function watchWebGl(canvas: EventTarget): DeviceWatch {
  const watch = new DeviceWatch();
  canvas.addEventListener('webglcontextlost', () => {
    watch.fail(
      new PasticheError(
        'device',
        'The graphics device was lost: the browser took the WebGL context away.',
        'Start the run again; if it happens anew, choose a smaller size.',
      ),
    );
  });
  return watch;
}

/** Matches what V8, SpiderMonkey, JavaScriptCore and Emscripten say when they run out of memory. */
const noRoom = /out of memory|\bOOM\b|allocat|array length|grow/i;

/** What was thrown, turned into a PasticheError `memory` where the processor's memory ran out. */
function asMemoryError(thrown: unknown): unknown {
  const isMemory =
    (thrown instanceof RangeError || thrown instanceof WebAssembly.RuntimeError) &&
    noRoom.test(thrown.message);
  if (!isMemory) return thrown;
  return new PasticheError('memory', 'The memory for this run gave out.', smaller, { cause: thrown });
}
