import { parseArgs } from 'node:util';
import { PasticheError } from '../../../src/shared/errors';
import { fuzzTargets } from './targets/all';
import type { FuzzTarget } from './target';

export interface FuzzArguments {
  readonly seed: number;
  /** Inputs over all chosen targets. */
  readonly inputs: number;
  readonly targets: readonly FuzzTarget[];
  /** Number of the one input to run again; undefined where all are run. */
  readonly input: number | undefined;
}

const usage = 'Usage: npm run fuzz -- [--seed N] [--inputs N] [--only TARGET [--input N]]';

/** Reads the command line. @throws PasticheError `usage` */
export function parseFuzzArguments(argv: readonly string[]): FuzzArguments {
  const { seed, inputs, only, input } = read(argv);
  const targets = fuzzTargets.filter(({ name }) => only === undefined || name === only);
  if (targets.length === 0) {
    const known = fuzzTargets.map(({ name }) => name).join(', ');
    throw new PasticheError('usage', `There is no target "${only}".`, `There is ${known}.`);
  }
  if (input !== undefined && only === undefined)
    throw new PasticheError('usage', '--input needs --only TARGET.', usage);
  return {
    seed: number('--seed', seed),
    inputs: number('--inputs', inputs),
    targets,
    input: input === undefined ? undefined : number('--input', input),
  };
}

function read(argv: readonly string[]): { seed: string; inputs: string; only?: string; input?: string } {
  try {
    const text = { type: 'string' } as const;
    const options = {
      seed: { ...text, default: '1' },
      inputs: { ...text, default: '100000' },
      only: text,
      input: text,
    };
    return parseArgs({ args: [...argv], options }).values;
  } catch (thrown) {
    throw new PasticheError('usage', (thrown as Error).message, usage);
  }
}

function number(flag: string, text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new PasticheError('usage', `${flag} must be a whole number; it is "${text}".`, usage);
}
