/** A wish to stand still: `reached` settles when that is so, `ended` when it goes on. */
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

  /** Also ends the wait of whoever still waits for `reached`. */
  end(): void {
    this.settleReached();
    this.settleEnded();
  }
}
