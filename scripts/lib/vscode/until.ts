const pauseMs = 100;

/** Milliseconds that an element may take to react; only one that hangs takes as long. */
export const patienceMs = 60_000;

/** Ends what goes on for ever without ever coming to what is waited for. */
const endlessMs = 600_000;

/** The visible state during a wait, by which a slow machine is told from one that hangs. */
export interface Scene {
  /** How long nothing at all may change while something is waited for. */
  readonly quietMs: number;
  /** All that is shown, as text: as long as it changes, there is hope. */
  look(): Promise<string>;
  /** Description of what is shown now, for an error. */
  describe(): Promise<string>;
}

export interface WaitOptions {
  readonly scene?: Scene;
  /** Milliseconds after which the wait is given up whatever changes, for an `ask` that itself changes something. */
  readonly limitMs?: number;
}

/**
 * Calls `ask` again and again until it returns a result. Gives up when nothing visible has changed for `quietMs`.
 * @param what name of the awaited thing, for the error that says that it never came
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
