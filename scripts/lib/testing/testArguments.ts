import { oneOf, type CommandLine } from '../process/commandLine';
import { extras, stages, type Stage } from './stages';

export interface TestArguments {
  /** Stages to run, in order. */
  readonly chosen: readonly Stage[];
  /** True where the caller asked for these stages alone, by --only. */
  readonly isPart: boolean;
  /** Pattern of the names of the tests to run; all run without it. */
  readonly grep: string | undefined;
}

const namesOf = (list: readonly Stage[]): string => list.map(({ name }) => name).join(', ');

export const testCommand = {
  usage: 'npm test -- [flags]',
  flags: {
    only: { value: 'STAGE,…', about: `these stages alone: ${namesOf([...stages, ...extras])}` },
    with: { value: 'EXTRA,…', about: `adds some that need more than a clone: ${namesOf(extras)}` },
    grep: { value: 'PATTERN', about: 'names of the tests to run' },
  },
} as const;

/** What is asked for on the command line. @throws PasticheError `usage` */
export function testArguments({ values }: CommandLine<typeof testCommand.flags>): TestArguments {
  const { only, with: added, grep } = values;
  const all = [...stages, ...extras];
  const wanted = only === undefined ? stages : named('--only', only, all);
  const more = added === undefined ? [] : named('--with', added, extras);
  return {
    chosen: all.filter(stage => wanted.includes(stage) || more.includes(stage)),
    isPart: only !== undefined,
    grep,
  };
}

function named(flag: string, list: string, among: readonly Stage[]): readonly Stage[] {
  const names = among.map(({ name }) => name);
  return list.split(',').map(name => among[names.indexOf(oneOf(flag, names, name))]!);
}
