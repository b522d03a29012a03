/** What a pause or a stop waits for: epochs that are yet to be reported, and the clock that times them. */
interface Reports {
  /** Reports all epochs that were computed. */
  flush(): Promise<void>;
  /** Forgets the time that passed while nothing was computed. */
  restartClock(): void;
}

/** Pauses, resumes and stops a run, whose loop waits here between two epochs. */
export class RunControl {
  private asked: Pause | undefined;
  private stopping = false;
  private ended = false;

  /** False once the run has ended. */
  get isActive(): boolean {
    return !this.ended;
  }

  /** Resolves when the run has paused, or has ended before it could. */
  async pause(): Promise<void> {
    if (this.ended) return;
    this.asked ??= new Pause();
    await this.asked.reached;
  }

  resume(): void {
    this.asked?.end();
    this.asked = undefined;
  }

  stop(): void {
    this.stopping = true;
    this.resume();
  }

  /** Says that the run has ended, to whoever waits for it to pause. */
  end(): void {
    this.ended = true;
    this.asked?.end();
  }

  /**
   * Lets the worker handle messages between two epochs, and waits while the run is paused. All epochs are reported before a
   * pause or a stop takes effect, so that the picture shown is the one that would be encoded.
   * @returns whether the run goes on
   */
  async between(reports: Reports): Promise<boolean> {
    await nextTask();
    if (this.asked || this.stopping) await reports.flush();
    if (this.asked) {
      this.asked.reach();
      await this.asked.ended;
      reports.restartClock();
    }
    return !this.stopping;
  }
}

/** A pause that was asked for: `reached` resolves when the run has paused, `ended` when it goes on. */
class Pause {
  readonly reached: Promise<void>;
  readonly ended: Promise<void>;
  private settleReached!: () => void;
  private settleEnded!: () => void;

  constructor() {
    this.reached = new Promise(resolve => (this.settleReached = resolve));
    this.ended = new Promise(resolve => (this.settleEnded = resolve));
  }

  reach(): void {
    this.settleReached();
  }

  /** Ends the pause, and resolves `reached` too, for whoever still waits for it. */
  end(): void {
    this.settleReached();
    this.settleEnded();
  }
}

/** Lets the worker handle messages, by one to itself: timers fire but once a second in a hidden webview. */
export function nextTask(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => {
      port1.close();
      resolve();
    };
    port1.postMessage(null);
  });
}
