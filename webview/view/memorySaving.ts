import type { RunStart } from '../engine/stylizer';

/** Texts on how a run is made to take less memory. */
export interface MemorySaving {
  /** Two or three words, shown after the forecast. */
  readonly brief: string;
  readonly sentence: string;
}

/** Texts for a run; undefined where it works neither in tiles nor with recomputation. */
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
