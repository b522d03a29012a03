import type { PasticheError } from '../../src/shared/errors';
import { asPasticheError, throwIfAborted } from '../../src/shared/errors';

/** A run's turn on the GPU. */
export interface GpuTurn {
  /** Leaves the GPU to the run that has waited longest. */
  end(): void;
}

/** The lock that the run which computes on the GPU holds. */
const lockName = 'pastiche-gpu';

/** Beginning of a second lock's name: what follows is the picture's, since locks carry no other data. */
const pictureLock = 'pastiche-gpu for ';

/** Time, ms, after which a run that waits says for whom, and between two looks at who that is. */
const lookMs = 250;

/**
 * The turns that runs of all studios take on the GPU, in the order in which they asked. VS Code gives all webviews of one type of
 * panel one origin, whatever window they are in, so that the browser's own locks reach all of them. The browser takes a lock from
 * a page that is closed, reloaded or has crashed: nobody waits for one that is gone.
 */
export class GpuTurns {
  /**
   * @param locks the browser's locks; without them no run waits
   * @param onDefect called where they fail, and the run computes without a turn
   */
  constructor(
    private readonly locks: LockManager | undefined,
    private readonly onDefect: (error: PasticheError) => void,
  ) {}

  /**
   * Waits until no other run computes on the GPU.
   * @param picture name of what is painted, for those who wait
   * @param waiting called with the name of the picture that is waited for, and again when it is another's; null where it is unknown
   * @throws PasticheError `cancelled` when the signal fires before
   */
  async take(
    picture: string,
    waiting: (picture: string | null) => void,
    signal: AbortSignal,
  ): Promise<GpuTurn> {
    throwIfAborted(signal);
    const { locks } = this;
    if (!locks) return noTurn;
    const turn = request(locks, picture, signal);
    const stopLooking = this.look(locks, waiting);
    try {
      return await turn;
    } catch (thrown) {
      throwIfAborted(signal);
      this.onDefect(asPasticheError(thrown));
      return noTurn;
    } finally {
      stopLooking();
    }
  }

  /** Tells now and then for whom a run waits. @returns ends that */
  private look(locks: LockManager, waiting: (picture: string | null) => void): () => void {
    let told: string | null | undefined;
    let isOver = false;
    const timer = setInterval(() => {
      locks.query().then(
        ({ held = [] }) => {
          const now = held.find(({ name }) => name?.startsWith(pictureLock))?.name;
          const picture = now === undefined ? null : now.slice(pictureLock.length);
          if (!isOver && picture !== told) waiting((told = picture));
        },
        (thrown: unknown) => this.onDefect(asPasticheError(thrown)),
      );
    }, lookMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }
}

const noTurn: GpuTurn = { end: () => undefined };

/** Asks for the lock; it is held from when the promise resolves until the turn's end. */
function request(locks: LockManager, picture: string, signal: AbortSignal): Promise<GpuTurn> {
  return new Promise((resolve, reject) => {
    const hold = async (): Promise<void> => {
      let end = (): void => undefined;
      const ended = new Promise<void>(settle => (end = settle));
      // Shared, since the one before may have had the same name and is about to let go of it.
      const named = locks.request(`${pictureLock}${picture}`, { mode: 'shared' }, () => ended);
      named.catch(() => undefined); // Whoever waits is then not told for what.
      resolve({ end });
      await ended;
    };
    locks.request(lockName, { signal }, hold).catch(reject);
  });
}
