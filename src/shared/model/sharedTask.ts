import { PasticheError } from '../errors';

interface Running<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Work that is done once for all who ask for it while it runs, and aborted when none of them waits any longer. */
export class SharedTask<T> {
  private running: Running<T> | undefined;

  constructor(private readonly work: (signal: AbortSignal) => Promise<T>) {}

  /**
   * Result of the work under way, which is started where there is none.
   * @throws PasticheError `cancelled` as soon as `signal` fires, and whatever the work throws
   */
  async join(signal?: AbortSignal): Promise<T> {
    const cancelled = new PasticheError('cancelled', 'Cancelled.');
    if (signal?.aborted) throw cancelled;
    const running = (this.running ??= this.start());
    running.waiting++;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(cancelled);
        if (--running.waiting > 0) return;
        // Later callers start the work anew: this one is being aborted.
        if (this.running === running) this.running = undefined;
        running.controller.abort();
      };
      signal?.addEventListener('abort', leave, { once: true });
      running.result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
    });
  }

  private start(): Running<T> {
    const controller = new AbortController();
    const running: Running<T> = {
      controller,
      waiting: 0,
      result: this.work(controller.signal).finally(() => {
        if (this.running === running) this.running = undefined;
      }),
    };
    return running;
  }
}
