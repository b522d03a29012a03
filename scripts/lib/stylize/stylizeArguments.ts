import { parseArgs } from 'node:util';
import { devicePreferences, type DevicePreference } from '../../../src/shared/gpu/device';
import { PasticheError } from '../../../src/shared/errors';
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
import { readStoredRecipe } from './recipeFile';

/** Paths of a style image and of the mask of its region. */
export interface StyleArgument {
  readonly image: string;
  readonly weight: number;
  readonly region?: string;
}

export interface StylizeArguments {
  readonly content: string;
  readonly style: string;
  readonly styleWeight: number;
  /** Further styles, blended with the first or painted where their region is white. */
  readonly moreStyles: readonly StyleArgument[];
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

export const usage = [
  'Usage: npm run --silent stylize -- CONTENT STYLE [STYLE …] --out OUT.png [options]',
  `  --preset NAME            ${presetNames.join(', ')} (default ${defaultPreset})`,
  '  --recipe FILE.png|.json  the recipe that a picture was made with, instead of a preset',
  ...recipeKeys.map(key => `  ${`--${flagOf(key)} X`.padEnd(24)} ${boundsText(recipeOptions[key])}`),
  '  --style-weights 3,1      how much each STYLE counts in the blend, in their order (default 1 each)',
  '  --region MASK=STYLE      paint this style where MASK is white; may be given several times',
  `  --device NAME            ${devicePreferences.join(', ')}`,
  '  --model DIR|URL|pocket   VGG-19 from a folder or a server, or the pocket network (default: PASTICHE_MODEL, else',
  '                           VGG-19 where it is at hand or can be fetched, else the pocket network)',
  '  --save-every N           writes an intermediate beside the picture every N epochs, as OUT-e0050.png',
  '  --trace FILE.json        losses of every epoch, seconds, memory',
].join('\n');

/**
 * Reads the command line.
 * @throws PasticheError `usage` or `setting`, naming the argument
 */
export function parseStylizeArguments(argv: readonly string[]): StylizeArguments | 'help' {
  const { values, positionals, regions } = parse(argv);
  if (values.help) return 'help';
  const [content, style, ...others] = positionals;
  if (!content || !style) {
    throw new PasticheError(
      'usage',
      `Two images are needed at least, the content and the style; got ${positionals.length}.`,
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
  const styles = 1 + others.length;
  const weights =
    values['style-weights'] === undefined && stored?.styleWeights?.length === styles
      ? stored.styleWeights
      : parseWeights(values['style-weights'], styles);
  const start = stored ? 'seed' : defaultPreset; // An option that a stored recipe leaves out has its default.
  const preset = values.preset === undefined ? start : parsePreset(values.preset, '--preset');
  return {
    content,
    style,
    styleWeight: weights[0]!,
    moreStyles: [
      ...others.map((image, i) => ({ image, weight: weights[i + 1]! })),
      ...regions.map(parseRegion),
    ],
    out: values.out,
    recipe: makeRecipe(preset, { ...stored?.recipe, ...recipeInput(values) }, key => `--${flagOf(key)}`),
    device: parseDevice(values.device ?? 'auto'),
    model: values.model,
    trace: values.trace,
    saveEvery: parseSaveEvery(values['save-every']),
    recipeFile: values.recipe,
  };
}

type Values = Partial<Record<string, string>> & { help?: boolean };

function parse(argv: readonly string[]): {
  values: Values;
  positionals: string[];
  regions: readonly string[];
} {
  const text = { type: 'string' } as const;
  const names = [
    'out',
    'preset',
    'device',
    'model',
    'trace',
    'recipe',
    'save-every',
    'style-weights',
    ...recipeKeys.map(flagOf),
  ];
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        region: { type: 'string', multiple: true },
        ...Object.fromEntries(names.map(name => [name, text])),
      },
    });
    const { region = [], ...others } = values as Values & { region?: string[] };
    return { values: others as Values, positionals, regions: region };
  } catch (thrown) {
    throw new PasticheError('usage', (thrown as Error).message, '--help tells more.');
  }
}

function recipeInput(values: Values): Partial<Record<RecipeKey, unknown>> {
  const input: Partial<Record<RecipeKey, unknown>> = {};
  for (const key of recipeKeys) {
    const value = values[flagOf(key)];
    if (value !== undefined) input[key] = recipeOptions[key].kind === 'number' ? toNumber(value) : value;
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
    `--style-weights must be ${count} numbers above 0, one for each style; it is "${text}".`,
  );
}

function parseSaveEvery(text = '0'): number {
  const epochs = Number(text);
  if (text.trim() !== '' && Number.isInteger(epochs) && epochs >= 0 && epochs <= maxSaveEvery) return epochs;
  throw new PasticheError(
    'usage',
    `--save-every must be a whole number from 0 to ${maxSaveEvery}; it is "${text}".`,
  );
}

function parseRegion(text: string): StyleArgument {
  const [region, image, ...rest] = text.split('=');
  if (region && image && rest.length === 0) return { image, weight: 1, region };
  throw new PasticheError('usage', `--region must be MASK=STYLE, two image files; it is "${text}".`);
}

/** Value of a text: a number where it is one, else the text itself, so that the error can quote it. */
function toNumber(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function parseDevice(value: string): DevicePreference {
  const device = devicePreferences.find(name => name === value);
  if (device) return device;
  throw new PasticheError(
    'usage',
    `--device must be one of ${devicePreferences.join(', ')}; it is "${value}".`,
  );
}
