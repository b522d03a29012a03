import { readFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { PasticheError } from '../../../src/shared/errors';
import { recordKeyword, type RunRecord } from '../../../src/shared/messages/output';
import { recipeKeys, type RecipeInput } from '../../../src/shared/recipe/recipe';

export interface StoredRecipe {
  /** Not validated yet. */
  readonly recipe: RecipeInput;
  /** Of the styles without a region, in their order; absent where the file tells none. */
  readonly styleWeights: readonly number[] | undefined;
}

/**
 * The recipe in a PNG that Pastiche made, or in a JSON file: a run record, a trace, or the recipe alone.
 * @throws PasticheError `usage`, naming the file
 */
export function readStoredRecipe(path: string): StoredRecipe {
  const stored = parse(path, readRecordText(path));
  const { recipe = stored, styleWeight, moreStyles } = stored as Partial<RunRecord>;
  const known = recipeKeys.filter(key => Object.hasOwn(recipe, key));
  if (known.length === 0) throw unusable(path, 'it holds no recipe');
  return {
    recipe: Object.fromEntries(known.map(key => [key, (recipe as RecipeInput)[key]])),
    styleWeights:
      styleWeight !== undefined && moreStyles
        ? [styleWeight, ...moreStyles.filter(({ region }) => !region).map(({ weight }) => weight)]
        : undefined,
  };
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
    // said below
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
