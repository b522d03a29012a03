const pauseMs = 100;

/** Generous: machines that test may be busy with much else. */
export const patienceMs = 120_000;

/**
 * Asks again and again until the answer is something.
 * @param what is waited for, for the error that says it never came
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  limitMs: number = patienceMs,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`Waited ${limitMs / 1000} s in vain for ${what}.`);
    await new Promise(resolve => setTimeout(resolve, pauseMs));
  }
}
