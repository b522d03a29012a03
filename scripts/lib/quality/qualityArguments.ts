import { parseArgs } from 'node:util';
import { devicePreferences, type DevicePreference } from '../../../src/shared/gpu/device';
import { PasticheError } from '../../../src/shared/errors';
import {
  makeRecipe,
  parsePreset,
  recipeKeys,
  recipeOptions,
  type Recipe,
  type RecipeInput,
} from '../../../src/shared/recipe/recipe';

/** A recipe and the network that paints it, under the name that the sheet shows. */
export interface Contestant {
  readonly name: string;
  readonly recipe: Recipe;
  /** The contestant's network; undefined where the option for all contestants counts. */
  readonly network: 'vgg19' | 'pocket' | undefined;
}

export interface QualityArguments {
  readonly contestants: readonly Contestant[];
  /** Numbers of the pairs, from 1; empty for all. */
  readonly pairs: readonly number[];
  /** Folder that sheet, table and pictures are written to. */
  readonly out: string;
  readonly device: DevicePreference;
  readonly model: string | undefined;
  /** Seconds after which a run is stopped, at the epoch that it has reached. */
  readonly limit: number;
}

export const usage = [
  'Usage: npm run --silent quality -- [options]',
  '  --run "PRESET OPTION=VALUE …"  a recipe to judge, again and again; the presets where none is given;',
  '                                 network=pocket among the options paints on the network in the box',
  '  --size N                       longest side of every picture, px (default 256)',
  '  --pairs 1,3                    which pairs (default all)',
  '  --limit SECONDS                stop every run after so long, and judge what it has',
  '  --out FOLDER                   (default out/quality)',
  `  --device NAME                  ${devicePreferences.join(', ')}`,
  '  --model DIR|URL|pocket         what paints where --run does not say it; VGG-19 judges every picture',
].join('\n');

const presetsJudged = ['seed', 'draft', 'balanced', 'fine'];

/**
 * Reads the command line.
 * @throws PasticheError `usage` or `setting`, naming the argument
 */
export function parseQualityArguments(argv: readonly string[]): QualityArguments | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const size = Number(values.size);
  const limit = values.limit === undefined ? Infinity : Number(values.limit);
  if (!(limit > 0))
    throw new PasticheError('usage', `--limit must be seconds above 0; it is "${values.limit}".`);
  const device = devicePreferences.find(name => name === values.device);
  if (!device) throw new PasticheError('usage', `--device must be one of ${devicePreferences.join(', ')}.`);
  return {
    contestants: (values.run ?? presetsJudged).map(text => contestant(text, size)),
    pairs: values.pairs?.split(',').map(Number) ?? [],
    out: values.out,
    device,
    model: values.model,
    limit,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean' },
        run: { type: 'string', multiple: true },
        size: { type: 'string', default: '256' },
        pairs: { type: 'string' },
        limit: { type: 'string' },
        out: { type: 'string', default: 'out/quality' },
        device: { type: 'string', default: 'auto' },
        model: { type: 'string' },
      },
    } as const).values;
  } catch (thrown) {
    throw new PasticheError('usage', (thrown as Error).message, '--help tells more.');
  }
}

function contestant(text: string, size: number): Contestant {
  const [preset, ...changes] = text.trim().split(/\s+/);
  const input: Record<string, unknown> = { size };
  let network: Contestant['network'];
  for (const change of changes) {
    const [name, value] = change.split('=');
    if (name === 'network' && (value === 'pocket' || value === 'vgg19')) {
      network = value;
      continue;
    }
    const key = recipeKeys.find(known => known === name);
    if (!key || value === undefined) {
      throw new PasticheError(
        'usage',
        `--run: "${change}" is no OPTION=VALUE; options are ${recipeKeys.join(', ')} and network (vgg19 or pocket).`,
      );
    }
    input[key] = recipeOptions[key].kind === 'number' ? Number(value) : value;
  }
  return {
    name: text,
    network,
    recipe: makeRecipe(parsePreset(preset, '--run'), input as RecipeInput, key => `--run ${key}`),
  };
}
