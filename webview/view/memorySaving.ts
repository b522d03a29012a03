import type { RunStart } from '../engine/stylizer';

/** How a run is made to take less memory, as the status tells it. */
export interface MemorySaving {
  /** Two or three words after the forecast. */
  readonly brief: string;
  readonly sentence: string;
}

/** Undefined where the whole picture is computed at once, and everything once. */
export function memorySaving({ tileSize, recomputedBlocks }: RunStart): MemorySaving | undefined {
  if (tileSize !== undefined) {
    return {
      brief: 'in tiles',
      sentence: `More than the memory allows at once: it is computed in tiles of ${tileSize} px, which takes longer and looks the same.`,
    };
  }
  if (recomputedBlocks === undefined) return undefined;
  const what = recomputedBlocks === 1 ? 'first block is' : `first ${recomputedBlocks} blocks are`;
  return {
    brief: 'recomputing',
    sentence: `To save memory the network's ${what} computed a second time instead of kept, which takes a little longer and looks the same.`,
  };
}
