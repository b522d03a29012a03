import { devicePreferences, type DevicePreference } from '../../../src/shared/gpu/device';
import { PasticheError } from '../../../src/shared/errors';
import { quoted } from '../../../src/shared/quoted';
import {
  boundsText,
  defaultPreset,
  makeRecipe,
  parsePreset,
  presetNames,
  recipeKeys,
  recipeOptions,
  type Recipe,
  type RecipeKey,
} from '../../../src/shared/recipe/recipe';
import { oneOf, type CommandLine, type Flags } from '../process/commandLine';
import { readStoredRecipe } from './recipeFile';

/** A style image with its weight: the paths of its file and of the mask of its region. */
export interface StyleArgument {
  readonly image: string;
  readonly weight: number;
  readonly region?: string;
}

export interface StylizeArguments {
  readonly content: string;
  /** The styles that are blended, then those painted where their region is white. */
  readonly styles: readonly [StyleArgument, ...StyleArgument[]];
  readonly out: string;
  readonly recipe: Recipe;
  readonly device: DevicePreference;
  readonly model: string | undefined;
  readonly trace: string | undefined;
  /** Epochs between intermediates; 0 for none. */
  readonly saveEvery: number;
  /** Path of the picture or JSON file that the recipe came from. */
  readonly recipeFile: string | undefined;
}

/** Most epochs between intermediates: as many as the longest run has. */
const maxSaveEvery = 10_000;

/** Flag of an option on the command line: `--style-ratio` for `styleRatio`, and `--init` for `initialImage`. */
function flagOf(key: RecipeKey): string {
  return key === 'initialImage' ? 'init' : key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

/** Flags of a recipe's options, such as `--style-ratio`. */
const recipeFlags: Flags = Object.fromEntries(
  recipeKeys.map(key => [flagOf(key), { value: 'X', about: boundsText(recipeOptions[key]) }]),
);

const flags = {
  out: { value: 'OUT.png', about: 'where the picture goes: .png, .jpg or .webp' },
  preset: { value: 'NAME', about: `${presetNames.join(', ')} (default ${defaultPreset})` },
  recipe: {
    value: 'FILE.png|.json',
    about: 'the recipe that a picture was made with, instead of a preset',
  },
  'style-weights': {
    value: '3,1',
    about: 'how much each STYLE counts in the blend, in their order (default 1 each)',
  },
  region: {
    value: 'MASK=STYLE',
    about: 'paints this style where MASK is white; may be given several times',
    repeats: true,
  },
  device: { value: 'NAME', about: devicePreferences.join(', '), fallback: 'auto' },
  model: {
    value: 'DIR|URL|pocket',
    about:
      'VGG-19 from a folder or a server, or the pocket network (default: PASTICHE_MODEL, else VGG-19 where it is at hand or can be fetched, else the pocket network)',
  },
  'save-every': {
    value: 'N',
    about: 'writes an intermediate beside the picture every N epochs, as OUT-e0050.png',
    fallback: '0',
  },
  trace: { value: 'FILE.json', about: 'losses of every epoch, seconds, memory' },
} as const;

export const stylizeCommand = {
  usage: 'npm run --silent stylize -- CONTENT STYLE [STYLE …] --out OUT.png [flags]',
  flags: { ...flags, ...recipeFlags },
  mostArguments: Infinity,
} as const;

type Line = CommandLine<typeof flags>;

/**
 * What is asked for on the command line.
 * @throws PasticheError `usage` or `setting`, naming the argument
 */
export function stylizeArguments({ values, args }: Line): StylizeArguments {
  const [content, style, ...others] = args;
  if (!content || !style) {
    throw new PasticheError(
      'usage',
      `Two images are needed at least, the content and the style; got ${args.length}.`,
      '--help tells more.',
    );
  }
  if (!values.out) throw new PasticheError('usage', '--out FILE is missing: where the picture goes.');
  const stored = values.recipe === undefined ? undefined : readStoredRecipe(values.recipe);
  if (stored && values.preset !== undefined) {
    throw new PasticheError(
      'usage',
      '--preset and --recipe both say where the recipe starts from: give one.',
    );
  }
  const count = 1 + others.length;
  const weights =
    values['style-weights'] === undefined && stored?.styleWeights?.length === count
      ? stored.styleWeights
      : parseWeights(values['style-weights'], count);
  const start = stored ? 'seed' : defaultPreset; // An option that a stored recipe leaves out has its default.
  const preset = values.preset === undefined ? start : parsePreset(values.preset, '--preset');
  return {
    content,
    styles: [
      { image: style, weight: weights[0]! },
      ...others.map((image, i) => ({ image, weight: weights[i + 1]! })),
      ...values.region.map(parseRegion),
    ],
    out: values.out,
    recipe: makeRecipe(preset, { ...stored?.recipe, ...recipeInput(values) }, key => `--${flagOf(key)}`),
    device: oneOf('--device', devicePreferences, values.device),
    model: values.model,
    trace: values.trace,
    saveEvery: parseSaveEvery(values['save-every']),
    recipeFile: values.recipe,
  };
}

function recipeInput(values: Readonly<Record<string, unknown>>): Partial<Record<RecipeKey, unknown>> {
  const input: Partial<Record<RecipeKey, unknown>> = {};
  for (const key of recipeKeys) {
    const value = values[flagOf(key)];
    if (typeof value !== 'string') continue;
    input[key] = recipeOptions[key].kind === 'number' ? toNumber(value) : value;
  }
  return input;
}

function parseWeights(text: string | undefined, count: number): readonly number[] {
  if (text === undefined) return Array.from({ length: count }, () => 1);
  const weights = text.split(',').map(Number);
  if (weights.length === count && weights.every(weight => Number.isFinite(weight) && weight > 0))
    return weights;
  throw new PasticheError(
    'usage',
    `--style-weights must be ${count} numbers above 0, one for each style; it is ${quoted(text)}.`,
  );
}

function parseSaveEvery(text = '0'): number {
  const epochs = Number(text);
  if (text.trim() !== '' && Number.isInteger(epochs) && epochs >= 0 && epochs <= maxSaveEvery) return epochs;
  throw new PasticheError(
    'usage',
    `--save-every must be a whole number from 0 to ${maxSaveEvery}; it is ${quoted(text)}.`,
  );
}

function parseRegion(text: string): StyleArgument {
  const [region, image, ...rest] = text.split('=');
  if (region && image && rest.length === 0) return { image, weight: 1, region };
  throw new PasticheError('usage', `--region must be MASK=STYLE, two image files; it is ${quoted(text)}.`);
}

/** Value of a text: a number where it is one, else the text itself, so that the error can quote it. */
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
