const pauseMs = 100;

/** How long what is clicked or opened may take to answer. Only what hangs takes as long. */
export const patienceMs = 60_000;

/** Ends what goes on for ever without ever coming to what is waited for. */
const endlessMs = 600_000;

/** What can be seen meanwhile, by which one who waits tells a slow machine from one that hangs. */
export interface Scene {
  /** How long nothing at all may change while something is waited for. */
  readonly quietMs: number;
  /** All that is shown, as text: as long as it changes, there is hope. */
  look(): Promise<string>;
  /** What is shown now, in the words of an error. */
  describe(): Promise<string>;
}

export interface WaitOptions {
  readonly scene?: Scene;
  /** Gives up after so long, whatever changes: for an `ask` that changes something itself. */
  readonly limitMs?: number;
}

/**
 * Asks again and again until the answer is something. Gives up when nothing that can be seen has changed for long.
 * @param what is waited for, for the error that says it never came
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  { scene, limitMs = scene ? endlessMs : patienceMs }: WaitOptions = {},
): Promise<T> {
  const begun = performance.now();
  let seen = '';
  let changed = begun;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    const now = performance.now();
    const sight = (await scene?.look()) ?? '';
    if (sight !== seen) [seen, changed] = [sight, now];
    const isQuiet = scene !== undefined && now - changed > scene.quietMs;
    if (isQuiet || now - begun > limitMs) {
      const why = isQuiet ? `; nothing has changed for ${Math.round(scene.quietMs / 1000)} s` : '';
      const waited = Math.round((now - begun) / 1000);
      const shown = scene ? `\n${await scene.describe()}` : '';
      throw new Error(`Waited ${waited} s in vain for ${what}${why}.${shown}`);
    }
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}
