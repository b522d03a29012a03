import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import * as v from 'valibot';
import { PasticheError } from '../../../src/shared/errors';
import { recordKeyword, type RecordedStyle } from '../../../src/shared/messages/output';
import { recipeKeys, type RecipeInput } from '../../../src/shared/recipe/recipe';

export interface StoredRecipe {
  /** The stored options, not validated yet. */
  readonly recipe: RecipeInput;
  /** Weights of the styles without a region, in their order; undefined where the file has none. */
  readonly styleWeights: readonly number[] | undefined;
}

/**
 * Reads the recipe of a PNG that Pastiche made, or of a JSON file: a run record, a trace, or a recipe alone.
 * @throws PasticheError `usage`, naming the file
 */
export function readStoredRecipe(path: string): StoredRecipe {
  const stored = parse(path, readRecordText(path));
  const { recipe = stored } = stored as { readonly recipe?: object };
  const known = recipeKeys.filter(key => Object.hasOwn(recipe, key));
  if (known.length === 0) throw unusable(path, 'it holds no recipe');
  return {
    recipe: Object.fromEntries(known.map(key => [key, (recipe as RecipeInput)[key]])),
    styleWeights: recordedStyles(stored)
      ?.filter(({ region }) => region === undefined)
      .map(({ weight }) => weight),
  };
}

const styles = v.array(
  v.object({ name: v.string(), weight: v.number(), region: v.exactOptional(v.string()) }),
);
const record = v.object({ styles });
/** The form that records had before all styles were one list: the first apart, without the name of its region's mask. */
const formerRecord = v.object({ style: v.string(), styleWeight: v.number(), moreStyles: styles });

/** The styles of a run record, also of a former one; undefined for a trace or a recipe alone. */
function recordedStyles(stored: object): readonly RecordedStyle[] | undefined {
  if (v.is(record, stored)) return stored.styles;
  if (!v.is(formerRecord, stored)) return undefined;
  return [{ name: stored.style, weight: stored.styleWeight }, ...stored.moreStyles];
}

function readRecordText(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(readFileSync(path));
  } catch (cause) {
    throw unusable(path, (cause as Error).message);
  }
  if (bytes[0] !== 0x89) return new TextDecoder().decode(bytes);
  const text = decodedText(path, bytes)[recordKeyword];
  if (text === undefined) throw unusable(path, 'it is no PNG that Pastiche made');
  return text;
}

function decodedText(path: string, bytes: Uint8Array): Readonly<Record<string, string>> {
  try {
    return decode(bytes).text;
  } catch (cause) {
    throw unusable(path, (cause as Error).message);
  }
}

function parse(path: string, text: string): object {
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
