import { PasticheError } from '../../../src/shared/errors';
import { quoted } from '../../../src/shared/quoted';
import { numberFrom, oneOf, type CommandLine } from '../process/commandLine';
import type { FuzzTarget } from './target';
import { fuzzTargets } from './targets/all';

export interface FuzzArguments {
  readonly seed: number;
  /** Inputs over all chosen targets. */
  readonly inputs: number;
  readonly targets: readonly FuzzTarget[];
  /** Number of the one input to run again; undefined where all are run. */
  readonly input: number | undefined;
}

const names = fuzzTargets.map(({ name }) => name);

export const fuzzCommand = {
  usage: 'npm run fuzz -- [flags]',
  flags: {
    seed: { value: 'N', about: 'another seed makes other inputs', fallback: '1' },
    inputs: { value: 'N', about: 'how many, over all targets', fallback: '100000' },
    only: { value: 'TARGET', about: names.join(', ') },
    input: { value: 'N', about: 'runs the one input of that number again; with --only' },
  },
} as const;

/** What is asked for on the command line. @throws PasticheError `usage` */
export function fuzzArguments({ values }: CommandLine<typeof fuzzCommand.flags>): FuzzArguments {
  const { only, input } = values;
  const chosen = only === undefined ? undefined : oneOf('--only', names, only);
  if (input !== undefined && chosen === undefined) {
    throw new PasticheError('usage', '--input needs --only TARGET, whose input it is.');
  }
  return {
    seed: wholeNumber('--seed', values.seed),
    inputs: wholeNumber('--inputs', values.inputs),
    targets: fuzzTargets.filter(({ name }) => chosen === undefined || name === chosen),
    input: input === undefined ? undefined : wholeNumber('--input', input),
  };
}

function wholeNumber(flag: string, text: string): number {
  const number = numberFrom(flag, text, 0);
  if (Number.isSafeInteger(number)) return number;
  throw new PasticheError('usage', `${flag} must be a whole number; it is ${quoted(text)}.`);
}
