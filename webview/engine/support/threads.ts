/** Threads that the engine may have beside its own, where memory can be shared with them and a thread may wait for another. */
export interface Threads {
  /** How many compute at once on this machine, the engine's own among them. */
  readonly count: number;
  /**
   * Starts a thread from a classic script whose `onmessage` hears `message` once. Settles when the script posts anything, and
   * rejects when the thread could not be started. The thread keeps no process alive.
   */
  start(script: string, message: unknown): Promise<Thread>;
}

export interface Thread {
  /** Ends it, whatever it is doing. */
  end(): void;
}
