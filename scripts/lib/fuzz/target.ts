import type { Random } from '../../../webview/engine/support/random';

/** One parser, validator or protocol under test. */
export interface FuzzTarget {
  readonly name: string;
  /** Share of the inputs that the target gets, relative to the others'. */
  readonly share: number;
  /**
   * Makes one input from random numbers, and gives it to the target. It may refuse by a `PasticheError`; everything else that
   * is thrown is a finding, such as a `Finding` for a result that is none.
   * @throws PasticheError or Finding
   */
  readonly run: (random: Random, folder: string) => unknown;
}

/** A result that the target must not give, or a file that it left. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

/** @throws Finding, saying what is wrong, where a result is not as it must be */
export function expectThat(holds: boolean, what: () => string): void {
  if (!holds) throw new Finding(what());
}
