import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vsCodePins } from '../../../scripts/lib/vscode/install';
import { devicePreferences } from '../../../src/shared/gpu/device';
import { imageExtensions, readImageHeader } from '../../../src/shared/imageFile';
import { precisions } from '../../../src/shared/model/modelPins';
import { outputTypes } from '../../../src/shared/messages/output';
import {
  presetNames,
  presets,
  recipeKeys,
  recipeOptions,
  type RecipeOption,
} from '../../../src/shared/recipe/recipe';
import { networks, settingDefaults } from '../../../src/pure/settingValues';

interface Schema {
  readonly type: unknown;
  readonly default: unknown;
  readonly enum?: readonly unknown[];
  readonly enumDescriptions?: readonly string[];
  readonly enumItemLabels?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly scope?: string;
}

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const nls = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const manifest = JSON.parse(text);
const settings: Record<string, Schema> = Object.assign(
  {},
  ...manifest.contributes.configuration.map(({ properties }: { properties: object }) => properties),
);
const setting = (key: string): Schema => {
  const schema = settings[`pastiche.${key}`];
  expect(schema, `pastiche.${key} in package.json`).toBeDefined();
  return schema!;
};
const words = (value: string | undefined): string => nls[/^%(.*)%$/.exec(value ?? '')?.[1] ?? ''] ?? '';

it('is tested in the oldest VS Code that it can be installed in', () => {
  const oldest = /^\^1\.(\d+)\.0$/.exec(manifest.engines.vscode)![1];
  // code-server's minor version is VS Code's.
  expect(vsCodePins.oldest.codeServer).toMatch(new RegExp(`^4\\.${oldest}\\.`));
});

describe('settings for the recipe (`npm run settings` writes them)', () => {
  it.each(recipeKeys)('%s has the bounds and words of the table', key => {
    const option: RecipeOption = recipeOptions[key];
    const schema = setting(key);
    expect(schema.default).toBeNull();
    expect(schema.scope).toBe('resource');
    expect(words(schema.description ?? schema.markdownDescription)).toContain(option.description);
    if (option.kind === 'number') {
      expect(schema.type).toEqual([option.integer ? 'integer' : 'number', 'null']);
      expect([schema.minimum, schema.maximum]).toEqual([option.min, option.max]);
    } else {
      expect(schema.type).toEqual(['string', 'null']);
      expect(schema.enum).toEqual([null, ...Object.keys(option.choices)]);
      expect(schema.enumDescriptions?.slice(1).map(words)).toEqual(Object.values(option.choices));
    }
  });

  it('preset offers the presets', () => {
    const schema = setting('preset');
    expect(schema.enum).toEqual(presetNames);
    expect(schema.enumItemLabels).toEqual(presetNames.map(name => presets[name].label));
    expect(schema.enumDescriptions?.map(words)).toEqual(presetNames.map(name => presets[name].description));
  });
});

describe('other settings', () => {
  it.each(Object.entries(settingDefaults))('%s has its default', (key, value) => {
    expect(setting(key).default).toEqual(value);
  });

  it.each([
    ['output.format', outputTypes],
    ['device', devicePreferences],
    ['model.network', networks],
    ['model.precision', precisions],
  ])('%s offers what the code knows', (key, values) => expect(setting(key).enum).toEqual(values));

  it('has none that no code reads', () => {
    const known = [
      ...Object.keys(settingDefaults),
      ...recipeKeys,
      'model.network',
      'model.precision',
      'model.folder',
      'model.mirror',
    ];
    expect(Object.keys(settings).sort()).toEqual(known.map(key => `pastiche.${key}`).sort());
  });

  // VS Code ignores the person's own settings of machine scope in a remote window, and takes the remote machine's, while the
  // extension runs where VS Code is shown: a path of the remote machine would be read on the local disk.
  it.each(['network', 'precision', 'folder', 'mirror'])(
    'model.%s is the person’s own, in every window',
    key => {
      expect(setting(`model.${key}`).scope).toBe('application');
      expect(words(setting(`model.${key}`).description)).toContain('user setting');
    },
  );

  // An untrusted workspace cannot set those of the application anyway.
  it('keeps those of a workspace that name a path from an untrusted one', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const paths = ['style', 'styleFolders', 'output.folder'];
    expect(restrictedConfigurations).toEqual(paths.map(key => `pastiche.${key}`));
    for (const key of paths) expect(setting(key).scope).toBe('resource');
  });
});

describe('menus', () => {
  const menus = manifest.contributes.menus as Record<string, readonly MenuItem[]>;
  const commands = manifest.contributes.commands.map(({ command }: MenuItem) => command) as readonly string[];

  it('name only commands that there are', () => {
    for (const { command } of Object.values(menus).flat()) expect(commands).toContain(command);
  });

  it('show on files that a webview can decode, and on no others', () => {
    const others = ['svg', 'tiff', 'heic', 'pngx', 'txt', ''];
    for (const place of ['explorer/context', 'editor/title', 'editor/title/context']) {
      for (const { when } of menus[place]!) {
        const [, pattern, flags] = /resourceExtname =~ \/(.*?)\/(i?)(?=$| )/.exec(when!)!;
        const matches = (extension: string): boolean => new RegExp(pattern!, flags).test(`.${extension}`);
        expect(imageExtensions.filter(extension => !matches(extension))).toEqual([]);
        expect(matches('JPG')).toBe(true);
        expect(others.filter(matches)).toEqual([]);
      }
    }
  });
});

describe('package.json', () => {
  it('has a text for every placeholder, and a placeholder for every text', () => {
    const used = [...text.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key!);
    expect(used.filter(key => !(key in nls))).toEqual([]);
    expect(Object.keys(nls).filter(key => !used.includes(key))).toEqual([]);
  });

  it('names its entry points so that no extension host takes them for modules', () => {
    expect(manifest.type).toBe('module');
    for (const entry of [manifest.main, manifest.browser]) expect(entry).toMatch(/\.cjs$/);
  });

  it('keeps the types of VS Code and the version that it asks for alike', () => {
    expect(`^${manifest.devDependencies['@types/vscode']}`).toBe(manifest.engines.vscode);
  });

  it('has its icon and the media of its walkthrough', () => {
    const icon = readImageHeader(readFileSync(join(root, manifest.icon)), manifest.icon);
    expect(icon).toMatchObject({ type: 'png', width: 256, height: 256 });
    for (const { steps } of manifest.contributes.walkthroughs) {
      for (const { media } of steps) expect(existsSync(join(root, media.svg ?? media.image))).toBe(true);
    }
  });
});
