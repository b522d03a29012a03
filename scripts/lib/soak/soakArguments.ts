import { PasticheError } from '../../../src/shared/errors';
import { quoted } from '../../../src/shared/quoted';
import { numberFrom, type CommandLine } from '../process/commandLine';

export interface SoakArguments {
  readonly seed: number;
  /** Epochs over all runs. */
  readonly epochs: number;
  /** Time, ms, after which no further run begins. */
  readonly limitMs: number;
  /** Path of a package to try, instead of one of this tree. */
  readonly vsix: string | undefined;
}

export const soakCommand = {
  usage: 'npm run soak -- [flags]',
  flags: {
    seed: { value: 'N', about: 'another seed makes other faults at other moments', fallback: '1' },
    epochs: { value: 'N', about: 'epochs over all runs', fallback: '2000' },
    minutes: { value: 'N', about: 'no further run begins after this time', fallback: '120' },
    vsix: { value: 'FILE', about: 'a package to try, instead of one of this tree' },
  },
  notes: 'Exits with 1 where a picture is lost or memory grows, and then leaves the workspace and the log.',
} as const;

/** What is asked for on the command line. @throws PasticheError `usage` */
export function soakArguments({ values }: CommandLine<typeof soakCommand.flags>): SoakArguments {
  return {
    seed: wholeNumber('--seed', values.seed, 0),
    epochs: wholeNumber('--epochs', values.epochs, 1),
    limitMs: 60_000 * numberFrom('--minutes', values.minutes, 0),
    vsix: values.vsix,
  };
}

function wholeNumber(flag: string, text: string, least: number): number {
  const number = numberFrom(flag, text, least);
  if (Number.isSafeInteger(number)) return number;
  throw new PasticheError('usage', `${flag} must be a whole number; it is ${quoted(text)}.`);
}
