/** Exit code of a program that Ctrl+C ended. */
export const interruptedCode = 130;

/** Milliseconds in which further signals count as the first: a terminal and npm both send one. */
const sameMs = 1000;

/**
 * Ctrl+C: the first asks to stop and to keep what there is, one that comes later ends the program at once.
 */
export class Interruption {
  private askedAt: number | undefined;
  private stop: (() => void) | undefined;

  constructor() {
    process.on('SIGINT', () => this.take());
  }

  get isAsked(): boolean {
    return this.askedAt !== undefined;
  }

  /** Lets the first Ctrl+C stop a run; until then it ends the program, which has nothing to keep. */
  stopping(stop: () => void): void {
    this.stop = stop;
  }

  private take(): void {
    const now = performance.now();
    if (this.askedAt !== undefined && now - this.askedAt < sameMs) return;
    const isFirst = this.askedAt === undefined;
    this.askedAt = now;
    if (isFirst && this.stop) this.stop();
    else {
      process.stderr.write('\nStopped; no picture was written.\n');
      process.exit(interruptedCode);
    }
  }
}
