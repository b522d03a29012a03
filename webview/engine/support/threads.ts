/** Threads that the engine may start beside its own, which share memory with it and may wait for each other. */
export interface Threads {
  /** How many compute at once on this machine, the engine's own among them. */
  readonly count: number;
  /**
   * Starts a thread from a classic script whose `onmessage` receives `message` once. Resolves when the script posts
   * anything, and rejects when the thread cannot be started. The thread keeps no process alive.
   */
  start(script: string, message: unknown): Promise<Thread>;
}

export interface Thread {
  /** Ends the thread, whatever it is doing. */
  end(): void;
}
