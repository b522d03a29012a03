// Writes the recipe's settings into package.json and package.nls.json from the table of options, which alone defines them:
//   npm run settings
// test/unit/host/manifest.test.ts fails while they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import {
  defaultPreset,
  presets,
  recipeKeys,
  recipeOptions,
  type RecipeOption,
} from '../../src/shared/recipe/recipe';
import { repoRoot } from '../lib/process/paths';

type Json = Record<string, unknown>;

interface Section {
  readonly id: string;
  properties: Json;
}

const manifestFile = join(repoRoot, 'package.json');
const wordsFile = join(repoRoot, 'package.nls.json');
const prefix = 'config.recipe.';

/** Texts of the settings, by their placeholder in package.nls.json. */
const words: Record<string, string> = {
  [`${prefix}title`]: 'Recipe',
  [`${prefix}asPreset`]: 'As the preset says',
};

function placeholder(key: string, text: string): string {
  words[prefix + key] = text;
  return `%${prefix}${key}%`;
}

function presetSetting(): Json {
  const entries = Object.entries(presets);
  return {
    type: 'string',
    enum: entries.map(([name]) => name),
    enumItemLabels: entries.map(([, { label }]) => label),
    enumDescriptions: entries.map(([name, { description }]) => placeholder(`preset.${name}`, description)),
    default: defaultPreset,
    description: placeholder(
      'preset',
      'Where a recipe starts from. Each setting below that is not empty replaces one of its values.',
    ),
  };
}

function optionSetting(key: string, option: RecipeOption): Json {
  const description = placeholder(key, option.description);
  if (option.kind === 'number') {
    const type = option.integer ? 'integer' : 'number';
    return { type: [type, 'null'], default: null, minimum: option.min, maximum: option.max, description };
  }
  const choices = Object.entries(option.choices);
  return {
    type: ['string', 'null'],
    enum: [null, ...choices.map(([choice]) => choice)],
    enumDescriptions: [
      `%${prefix}asPreset%`,
      ...choices.map(([choice, text]) => placeholder(`${key}.${choice}`, text)),
    ],
    default: null,
    description,
  };
}

async function update(file: string, change: (json: Json) => Json): Promise<void> {
  const json = change(JSON.parse(await readFile(file, 'utf8')) as Json);
  const text = await format(JSON.stringify(json), { ...(await resolveConfig(file)), filepath: file });
  await writeFile(file, text);
}

const settings = [
  ['preset', presetSetting()] as const,
  ...recipeKeys.map(key => [key, optionSetting(key, recipeOptions[key])] as const),
];
// Settings that few people change come last in the settings editor.
const isAdvanced = (key: string): boolean =>
  (recipeOptions as Record<string, RecipeOption>)[key]?.advanced === true;
settings.sort(([a], [b]) => Number(isAdvanced(a)) - Number(isAdvanced(b)));
const properties = Object.fromEntries(
  settings.map(([key, schema], order) => [`pastiche.${key}`, { ...schema, scope: 'resource', order }]),
);

await update(manifestFile, manifest => {
  const { configuration } = manifest['contributes'] as { configuration: readonly Section[] };
  configuration.find(({ id }) => id === 'recipe')!.properties = properties;
  return manifest;
});
await update(wordsFile, ({ ...kept }) => {
  const others = Object.entries(kept).filter(([key]) => !key.startsWith(prefix));
  return Object.fromEntries([...others, ...Object.entries(words)]);
});
