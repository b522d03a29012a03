import { readFileSync, statSync } from 'node:fs';
import * as v from 'valibot';
import { PasticheError } from '../../../src/shared/errors';
import { recordKeyword } from '../../../src/shared/messages/output';
import { recipeKeys, type RecipeInput } from '../../../src/shared/recipe/recipe';
import { pngText } from './pngText';

export interface StoredRecipe {
  /** The stored options, not validated yet. */
  readonly recipe: RecipeInput;
  /** Weights of the styles without a region, in their order; undefined where the file has none. */
  readonly styleWeights: readonly number[] | undefined;
}

/** Most bytes of a file that may hold a recipe: more than the largest picture has as a PNG, or the longest trace. */
const mostBytes = 512 * 2 ** 20;

const weight = v.pipe(v.number(), v.finite(), v.gtValue(0));
const styles = v.array(v.looseObject({ weight, region: v.optional(v.string()) }));

/**
 * A run record or a trace, of which the recipe and the styles' weights are used, or a recipe alone. `styleWeight` and
 * `moreStyles` are of records that kept the first style apart.
 */
const stored = v.looseObject({
  recipe: v.optional(v.looseObject({})),
  styles: v.optional(styles),
  styleWeight: v.optional(weight),
  moreStyles: v.optional(styles),
});
type Stored = v.InferOutput<typeof stored>;

/**
 * Reads the recipe of a PNG that Pastiche made, or of a JSON file: a run record, a trace, or a recipe alone.
 * @throws PasticheError `usage`, naming the file
 */
export function readStoredRecipe(path: string): StoredRecipe {
  const read = parse(path, readRecordText(path));
  const { recipe = read } = read;
  const known = recipeKeys.filter(key => Object.hasOwn(recipe, key));
  if (known.length === 0) throw unusable(path, 'it holds no recipe');
  return {
    recipe: Object.fromEntries(known.map(key => [key, recipe[key]])),
    styleWeights: recordedStyles(read)
      ?.filter(({ region }) => region === undefined)
      .map(style => style.weight),
  };
}

/** The styles of a run record, also of a former one; undefined for a trace or a recipe alone. */
function recordedStyles({ styles: all, styleWeight, moreStyles }: Stored): Stored['styles'] {
  if (all || styleWeight === undefined || !moreStyles) return all;
  return [{ weight: styleWeight }, ...moreStyles];
}

function readRecordText(path: string): string {
  const bytes = readBytes(path);
  if (bytes[0] !== 0x89) return new TextDecoder().decode(bytes);
  const text = textOf(path, bytes);
  if (text === undefined) throw unusable(path, 'it is no PNG that Pastiche made');
  return text;
}

function readBytes(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > mostBytes) throw new RangeError(`it has ${Math.round(size / 1e6)} MB`);
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    throw unusable(path, (cause as Error).message);
  }
}

function textOf(path: string, bytes: Uint8Array): string | undefined {
  try {
    return pngText(bytes, recordKeyword);
  } catch (cause) {
    throw unusable(path, (cause as Error).message);
  }
}

function parse(path: string, text: string): Stored {
  const result = v.safeParse(stored, json(path, text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw unusable(path, `${v.getDotPath(issue) ?? 'it'} is malformed (${issue.message})`);
}

function json(path: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // A file that is no JSON gets the same error as one without a recipe, below.
  }
  throw unusable(path, 'it is neither JSON nor a PNG');
}

function unusable(path: string, why: string): PasticheError {
  return new PasticheError(
    'usage',
    `--recipe ${path} cannot be used: ${why}.`,
    'Give a PNG that Pastiche made, or a JSON file with a recipe.',
  );
}
