import * as v from 'valibot';
import { devicePreferences, type DevicePreference } from '../shared/gpu/device';
import { asPasticheError, PasticheError } from '../shared/errors';
import { quoted } from '../shared/quoted';
import { outputTypes, type OutputFormat } from '../shared/messages/output';
import { parsePath, type PathSetting } from './pathSetting';
import type { SavingSettings, StudioSettings } from '../shared/messages/protocol';
import {
  defaultPreset,
  makeRecipe,
  parsePreset,
  recipeKeys,
  type PresetName,
  type Recipe,
} from '../shared/recipe/recipe';

/** Reads a setting as it stands in settings.json, by its name after `pastiche.`; null or undefined where it is not set. */
export type ReadSetting = (key: string) => unknown;

/** Defaults as package.json declares them (a test compares the two). */
export const settingDefaults = {
  preset: defaultPreset,
  style: '',
  styleFolders: [] as readonly string[],
  'output.folder': '${fileDirname}/stylized',
  'output.format': 'png',
  'output.quality': 92,
  saveAutomatically: true,
  saveEvery: 0,
  device: 'auto',
  memoryBudget: 0,
} as const;

/** Values of the setting of the network; `auto` is VGG-19 where its weights are at hand, else the pocket network. */
export const networks = ['auto', 'vgg19', 'pocket'] as const;
export type NetworkSetting = (typeof networks)[number];

/** Most epochs between intermediates: as many as the longest run has. */
const maxSaveEvery = 10_000;

/** Largest memory budget, a terabyte: more than any device has. */
const maxMegabytes = 1_000_000;

const remedy = 'Change it in the settings.';

/** The settings' preset and recipe. @throws PasticheError `setting`, naming the setting and its bounds */
export function recipeSettings(read: ReadSetting): { preset: PresetName; recipe: Recipe } {
  const preset = parsePreset(read('preset') ?? settingDefaults.preset, 'pastiche.preset');
  const overrides = Object.fromEntries(recipeKeys.map(key => [key, read(key)]));
  return { preset, recipe: makeRecipe(preset, overrides, key => `pastiche.${key}`) };
}

/** The settings that the studio goes by. @throws PasticheError `setting`, naming the setting and its bounds */
export function studioSettings(read: ReadSetting): StudioSettings {
  return {
    device: check(
      read,
      'device',
      v.picklist(devicePreferences),
      oneOf(devicePreferences),
    ) as DevicePreference,
    ...savingSettings(read),
    memoryBudget: wholeNumber(read, 'memoryBudget', 0, maxMegabytes) * 1e6,
  };
}

/** How pictures are saved. @throws PasticheError `setting`, naming the setting and its bounds */
export function savingSettings(read: ReadSetting): SavingSettings {
  return {
    output: outputFormat(read),
    autoSave: check(read, 'saveAutomatically', v.boolean(), 'true or false'),
    saveEvery: wholeNumber(read, 'saveEvery', 0, maxSaveEvery),
  };
}

const studioKeys = [
  'device',
  'output.format',
  'output.quality',
  'saveAutomatically',
  'saveEvery',
  'memoryBudget',
] as const satisfies readonly (keyof typeof settingDefaults)[];

/** The settings that an open studio goes by, each invalid one at its default, and an error for each of those. */
export function usableStudioSettings(read: ReadSetting): {
  readonly settings: StudioSettings;
  readonly errors: readonly PasticheError[];
} {
  const errors = new Map<string, PasticheError>();
  for (const key of studioKeys) {
    try {
      studioSettings(other => (other === key ? read(key) : undefined));
    } catch (thrown) {
      errors.set(key, asPasticheError(thrown));
    }
  }
  const settings = studioSettings(key => (errors.has(key) ? undefined : read(key)));
  return { settings, errors: [...errors.values()] };
}

/** The folder that pictures are saved in. @throws PasticheError `setting`, naming the setting and what it takes */
export function outputFolderSetting(read: ReadSetting): PathSetting {
  const folder = check(read, 'output.folder', v.string(), 'the path of a folder');
  return parsePath(folder.trim() || settingDefaults['output.folder'], 'pastiche.output.folder');
}

/**
 * The default style as the setting has it, not yet resolved; undefined where there is none.
 * @throws PasticheError `setting`
 */
export function styleSetting(read: ReadSetting): string | undefined {
  return (
    check(read, 'style', v.string(), 'the path of an image or the name of a built-in style').trim() ||
    undefined
  );
}

/** The person's folders of styles. @throws PasticheError `setting`, naming the setting and what it takes */
export function styleFolderSettings(read: ReadSetting): readonly PathSetting[] {
  const folders = check(read, 'styleFolders', v.array(v.string()), 'a list of folders');
  return folders.filter(text => text.trim()).map(text => parsePath(text, 'pastiche.styleFolders'));
}

/** The setting that an error's message names, for a button that opens it. */
export function settingIn(message: string): string | undefined {
  return /\bpastiche(\.[A-Za-z][A-Za-z\d]*)+/.exec(message)?.[0];
}

function outputFormat(read: ReadSetting): OutputFormat {
  return {
    type: check(read, 'output.format', v.picklist(outputTypes), oneOf(outputTypes)),
    quality: wholeNumber(read, 'output.quality', 1, 100),
  };
}

function wholeNumber(read: ReadSetting, key: keyof typeof settingDefaults, min: number, max: number): number {
  const schema = v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
  return check(read, key, schema, `a whole number from ${min} to ${max}`);
}

function check<T>(
  read: ReadSetting,
  key: keyof typeof settingDefaults,
  schema: v.GenericSchema<unknown, T>,
  allowed: string,
): T {
  const value = read(key) ?? settingDefaults[key];
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new PasticheError('setting', `pastiche.${key} must be ${allowed}; it is ${quoted(value)}.`, remedy);
}

function oneOf(words: readonly string[]): string {
  return `one of ${words.join(', ')}`;
}
