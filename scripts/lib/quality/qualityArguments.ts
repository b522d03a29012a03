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
import { numberFrom, oneOf, type CommandLine } from '../process/commandLine';

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

export const qualityCommand = {
  usage: 'npm run --silent quality -- [flags]',
  flags: {
    run: {
      value: '"PRESET OPTION=VALUE …"',
      about:
        'a recipe to judge, again and again; the presets where none is given; network=pocket among the options paints on the pocket network',
      repeats: true,
    },
    size: { value: 'PX', about: 'longest side of every picture', fallback: '256' },
    pairs: { value: '1,3', about: 'which pairs, instead of all' },
    limit: { value: 'SECONDS', about: 'stops every run after so long, and judges what it has' },
    out: { value: 'DIR', about: 'where everything is written', fallback: 'out/quality' },
    device: { value: 'NAME', about: devicePreferences.join(', '), fallback: 'auto' },
    model: {
      value: 'DIR|URL|pocket',
      about: 'what paints where --run does not say it; VGG-19 judges every picture',
    },
  },
} as const;

const presetsJudged = ['seed', 'draft', 'balanced', 'fine'];

/**
 * What is asked for on the command line.
 * @throws PasticheError `usage` or `setting`, naming the argument
 */
export function qualityArguments({ values }: CommandLine<typeof qualityCommand.flags>): QualityArguments {
  const size = Number(values.size);
  const runs = values.run.length > 0 ? values.run : presetsJudged;
  return {
    contestants: runs.map(text => contestant(text, size)),
    pairs: values.pairs?.split(',').map(number => numberFrom('--pairs', number, 1)) ?? [],
    out: values.out,
    device: oneOf('--device', devicePreferences, values.device),
    model: values.model,
    limit: values.limit === undefined ? Infinity : numberFrom('--limit', values.limit, 0),
  };
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
