import { parseArgs } from 'node:util';
import { PasticheError } from '../../../src/shared/errors';
import { extras, stages, type Stage } from './stages';

export interface TestArguments {
  /** Stages to run, in order. */
  readonly chosen: readonly Stage[];
  /** True where the caller asked for these stages alone, by --only. */
  readonly isPart: boolean;
  /** Pattern of the names of the tests to run; all run without it. */
  readonly grep: string | undefined;
}

/** Reads the command line. @throws PasticheError `usage` */
export function parseTestArguments(args: readonly string[]): TestArguments {
  const { only, with: added, grep } = read(args);
  const all = [...stages, ...extras];
  const wanted = only === undefined ? stages : named(only, all);
  const more = added === undefined ? [] : named(added, extras);
  return {
    chosen: all.filter(stage => wanted.includes(stage) || more.includes(stage)),
    isPart: only !== undefined,
    grep,
  };
}

function named(list: string, among: readonly Stage[]): readonly Stage[] {
  return list.split(',').map(name => {
    const stage = among.find(one => one.name === name);
    if (stage) return stage;
    const known = among.map(one => one.name).join(', ');
    throw new PasticheError('usage', `There is no stage "${name}" to choose here.`, `There is ${known}.`);
  });
}

function read(args: readonly string[]): { only?: string; with?: string; grep?: string } {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: [...args], options: { only: text, with: text, grep: text } }).values;
  } catch (thrown) {
    throw new PasticheError(
      'usage',
      (thrown as Error).message,
      'Usage: npm test -- [--only STAGE,…] [--with EXTRA,…] [--grep PATTERN]',
    );
  }
}
