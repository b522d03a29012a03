interface Asked {
  readonly name: string;
  readonly mode: LockMode;
  begin(): void;
}

/** Web Locks as the standard has them, for Node, which has none: the tests in a real VS Code use the browser's own. */
export class MemoryLocks implements LockManager {
  private readonly held: Asked[] = [];
  private readonly waiting: Asked[] = [];

  query(): Promise<LockManagerSnapshot> {
    const infoOf = ({ name, mode }: Asked): LockInfo => ({ name, mode, clientId: '' });
    return Promise.resolve({ held: this.held.map(infoOf), pending: this.waiting.map(infoOf) });
  }

  /** Lets go of all locks of a name, as the browser does for a page that is closed. */
  drop(name: string): void {
    for (const asked of this.held.filter(lock => lock.name === name)) this.release(asked);
  }

  async request<T>(
    name: string,
    options: LockOptions | LockGrantedCallback<T>,
    work?: LockGrantedCallback<T>,
  ): Promise<Awaited<T>> {
    const { mode = 'exclusive', signal } = typeof options === 'function' ? {} : options;
    const granted = typeof options === 'function' ? options : work!;
    let asked: Asked | undefined;
    await new Promise<void>((begin, reject) => {
      asked = { name, mode, begin };
      this.waiting.push(asked);
      signal?.addEventListener('abort', () => {
        const at = this.waiting.indexOf(asked!);
        if (at < 0) return;
        this.waiting.splice(at, 1);
        reject(new DOMException('Aborted.', 'AbortError'));
      });
      this.grant();
    });
    try {
      return await granted({ name, mode });
    } finally {
      this.release(asked!);
    }
  }

  private release(asked: Asked): void {
    const at = this.held.indexOf(asked);
    if (at >= 0) this.held.splice(at, 1);
    this.grant();
  }

  private grant(): void {
    for (const asked of [...this.waiting]) {
      const others = [...this.held, ...this.waiting.slice(0, this.waiting.indexOf(asked))];
      const blocks = ({ name, mode }: Asked): boolean =>
        name === asked.name && (mode === 'exclusive' || asked.mode === 'exclusive');
      if (others.some(blocks)) continue;
      this.waiting.splice(this.waiting.indexOf(asked), 1);
      this.held.push(asked);
      asked.begin();
    }
  }
}
