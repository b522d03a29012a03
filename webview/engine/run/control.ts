/** A pause that was asked for: `reached` resolves when the run has paused, `ended` when it goes on. */
export class Pause {
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
