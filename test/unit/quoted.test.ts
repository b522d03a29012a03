import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../scripts/lib/process/commandLine';
import { outputFolderSetting, recipeSettings, studioSettings } from '../../src/pure/settingValues';
import { quoted } from '../../src/shared/quoted';

const long = 'q'.repeat(3000);

describe('a value that a message quotes', () => {
  it('stands in it as a person wrote it', () => {
    expect(['wasm', 3, null, [1, 'a'], undefined].map(quoted)).toEqual([
      '"wasm"',
      '3',
      'null',
      '[1,"a"]',
      'undefined',
    ]);
  });

  it('has 80 letters at most, none of them halved', () => {
    expect(quoted(long)).toBe(`"${'q'.repeat(80)}…"`);
    expect(quoted([long])).toBe(`["${'q'.repeat(78)}…`);
    expect(quoted(`${'q'.repeat(79)}😀😀`)).toBe(`"${'q'.repeat(79)}…"`);
  });

  it.each([
    ['a recipe setting', () => recipeSettings(key => (key === 'edges' ? long : undefined))],
    ['a preset', () => recipeSettings(key => (key === 'preset' ? long : undefined))],
    ['a setting', () => studioSettings(key => (key === 'device' ? long : undefined))],
    ['a path', () => outputFolderSetting(key => (key === 'output.folder' ? `\${${long}}` : undefined))],
    ['a flag', () => readCommandLine({ usage: '', flags: {} }, [`--${long}`])],
    ['an argument', () => readCommandLine({ usage: '', flags: {} }, [long])],
  ])('does not fill the message: %s', (_, refused) => {
    try {
      refused();
    } catch (thrown) {
      expect((thrown as Error).message).toContain('qqq');
      expect((thrown as Error).message.length).toBeLessThan(400);
      return;
    }
    throw new Error('It was taken.');
  });
});
