import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainMessage } from '../../../src/pure/plainMessage';

/** What VS Code takes for a link in a notification (its src/vs/base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('plainMessage', () => {
  it.each([
    'Saved stylized/[Update](command:workbench.action.quit)--woodcut.png.',
    '[a](command:x) and [b](https://example.org) cannot be opened.',
    '[a](file:///etc/passwd)',
    'x](command:y) after an opening [ of our own',
    '[](command:a)](command:b)',
    "[a](command:b 'title')",
  ])('leaves no link in %s', text => {
    const plain = plainMessage(text);
    expect(plain).not.toMatch(link);
    expect(plain.replaceAll('\u2060', '')).toBe(text);
  });

  it('changes no other text', () => {
    for (const text of ['Saved a--b.png.', 'a [1] (2).png', '']) expect(plainMessage(text)).toBe(text);
  });
});

describe('the extension host', () => {
  it('shows messages through one function', () => {
    const src = join(import.meta.dirname, '../../../src');
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.ts'),
    );
    const callers = files.filter(name =>
      /show(Error|Warning|Information)Message/.test(readFileSync(join(src, name), 'utf8')),
    );
    expect(callers).toEqual([join('studio', 'showMessage.ts')]);
  });
});
