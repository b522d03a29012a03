import { freeName } from './outputName';

/**
 * What became of a name: `claimed` is ours now, `taken` is somebody else's, and `contested` may be free in a moment, when another
 * window has decided about it.
 */
export type Claim = 'claimed' | 'taken' | 'contested';

export interface NamedFolder {
  /** Names of the folder's entries. */
  names(): Promise<readonly string[]>;
  /** Gives the complete picture this name, unless the name is taken. */
  claim(name: string): Promise<Claim>;
}

/** Most times that a contested name is asked for: what claims it longer was left by a program that was killed. */
const mostContests = 8;
/** Longest pause between them, ms; each window takes a random part of it, so that they do not meet again. */
const longestPauseMs = 40;

/**
 * Gives a picture the first name of `photo.png`, `photo-2.png`… that is free, however many windows look for one at once.
 * @returns the name that it has now
 */
export async function claimFreeName(name: string, folder: NamedFolder): Promise<string> {
  const lost = new Set<string>();
  const contests = new Map<string, number>();
  for (;;) {
    const free = freeName(name, [...(await folder.names()), ...lost]);
    const claim = await folder.claim(free);
    if (claim === 'claimed') return free;
    const count = (contests.get(free) ?? 0) + 1;
    contests.set(free, count);
    if (claim === 'taken' || count >= mostContests) lost.add(free);
    else await new Promise(resolve => setTimeout(resolve, Math.random() * longestPauseMs));
  }
}
