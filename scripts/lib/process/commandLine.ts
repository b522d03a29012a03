import { parseArgs } from 'node:util';
import { PasticheError } from '../../../src/shared/errors';
import { quoted, shortened } from '../../../src/shared/quoted';

/** A flag of a command; one without `value` is a switch. */
export interface Flag {
  /** Name of its value in the help, such as FILE. */
  readonly value?: string;
  /** What it does, for the help. */
  readonly about: string;
  /** Value where the flag is not given. */
  readonly fallback?: string;
  /** True where it may be given several times. */
  readonly repeats?: true;
}

export type Flags = Readonly<Record<string, Flag>>;

export interface Command<F extends Flags = Flags> {
  /** How it is called, such as `npm start [-- FOLDER]`. */
  readonly usage: string;
  /** Flags by name, without their dashes. `--help` comes by itself. */
  readonly flags: F;
  /** How many arguments it takes beside its flags; none where it is absent. */
  readonly mostArguments?: number;
  /** Further lines of the help. */
  readonly notes?: string;
}

type ValueOf<F extends Flag> = F extends { value: string }
  ? F extends { repeats: true }
    ? readonly string[]
    : F extends { fallback: string }
      ? string
      : string | undefined
  : boolean;

export interface CommandLine<F extends Flags = Flags> {
  readonly values: { readonly [Name in keyof F]: ValueOf<F[Name]> };
  /** Arguments beside the flags, in their order. */
  readonly args: readonly string[];
}

/** Most letters of an argument, as long as Linux lets a path be: Node takes seconds to parse a dash and 100,000 letters. */
const mostLetters = 4096;

/**
 * Reads the arguments of a command.
 * @throws PasticheError `usage`, which says what is wrong and which flags there are
 */
export function readCommandLine<F extends Flags>(
  command: Command<F>,
  argv: readonly string[],
): CommandLine<F> | 'help' {
  const long = argv.find(({ length }) => length > mostLetters);
  if (long) {
    const start = `${long.slice(0, 20)}…`;
    throw new PasticheError(
      'usage',
      `"${start}" has ${long.length} letters; no argument has more than ${mostLetters}.`,
    );
  }
  const { values, positionals } = parsed(command, argv);
  if (values['help']) return 'help';
  const most = command.mostArguments ?? 0;
  if (positionals.length > most) {
    throw new PasticheError(
      'usage',
      `'${shortened(positionals[most]!)}' is one argument too many.`,
      flagsOf(command),
    );
  }
  const given = Object.entries(command.flags).map(([name, { value, fallback, repeats }]) => [
    name,
    values[name] ?? (value === undefined ? false : repeats ? [] : fallback),
  ]);
  return { values: Object.fromEntries(given) as CommandLine<F>['values'], args: positionals };
}

/** Everything about a command's arguments, as `--help` prints it. */
export function helpText({ usage, flags, notes }: Command): string {
  const all = Object.entries<Flag>({ ...flags, help: { about: 'prints this' } });
  const calls = all.map(([name, { value }]) => ['--' + name, value].filter(Boolean).join(' '));
  const width = Math.max(...calls.map(({ length }) => length));
  const lines = all.map(([, { about, fallback }], i) => {
    const otherwise = fallback === undefined ? '' : ` (default ${fallback})`;
    return `  ${calls[i]!.padEnd(width)}  ${about}${otherwise}`;
  });
  return [`Usage: ${usage}`, ...lines, ...(notes === undefined ? [] : [notes]), ''].join('\n');
}

/** One of the choices that a flag has. @throws PasticheError `usage` */
export function oneOf<T extends string>(flag: string, choices: readonly T[], text: string): T {
  const choice = choices.find(name => name === text);
  if (choice !== undefined) return choice;
  throw new PasticheError('usage', `${flag} must be one of ${choices.join(', ')}; it is ${quoted(text)}.`);
}

/** The number that a flag was given. @throws PasticheError `usage` where it is none, or below `least` */
export function numberFrom(flag: string, text: string, least: number): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (number >= least) return number;
  throw new PasticheError('usage', `${flag} must be a number, at least ${least}; it is ${quoted(text)}.`);
}

function parsed(
  { flags, mostArguments = 0 }: Command,
  argv: readonly string[],
): { values: Record<string, unknown>; positionals: readonly string[] } {
  const options = Object.entries(flags).map(([name, { value, repeats = false }]) => [
    name,
    value === undefined
      ? { type: 'boolean' as const }
      : { type: 'string' as const, multiple: repeats as boolean },
  ]);
  try {
    return parseArgs({
      args: [...argv],
      options: { ...Object.fromEntries(options), help: { type: 'boolean' } },
      allowPositionals: mostArguments > 0,
    });
  } catch (thrown) {
    // Node adds how to name a file that begins with a dash, which few who mistype a flag want.
    const what = (thrown as Error).message.replace(/\. To specify a positional argument.*/s, '');
    const brief = what.replace(/'[^']*'/g, shortened);
    throw new PasticheError('usage', `${brief}.`, flagsOf({ flags }), { cause: thrown });
  }
}

function flagsOf({ flags }: Pick<Command, 'flags'>): string {
  return `The flags are ${[...Object.keys(flags), 'help'].map(name => `--${name}`).join(', ')}.`;
}
