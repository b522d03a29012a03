import type { Random } from '../../../../webview/engine/support/random';
import { below, chance, few, oneOf } from '../choices';

/** Pieces of text that parsers, file systems and terminals take for something else. */
const pieces = [
  ...[
    '',
    ' ',
    '.',
    '..',
    '../',
    '..\\',
    '/',
    '\\',
    '\0',
    '\n',
    '\t',
    '-',
    '--',
    '=',
    ',',
    ':',
    '%',
    '%2e%2e%2f',
    '%E0%A4%A',
  ],
  ...[
    '${',
    '}',
    '${workspaceFolder}',
    '${workspaceFolder:}',
    '${fileDirname}',
    'file://',
    'http://',
    'C:\\',
    '\\\\?\\',
  ],
  ...[
    '](command:',
    '<svg',
    '"',
    "'",
    '`',
    '{',
    '[',
    '\ud800',
    '\udfff',
    '\u202e',
    '\u0000',
    'é',
    'e\u0301',
    '🎨',
    '\ufeff',
  ],
  ...[
    'NaN',
    'Infinity',
    '-0',
    '1e999',
    '0x10',
    '1_0',
    '１',
    '__proto__',
    'constructor',
    'toString',
    'null',
    'true',
    'CON',
    'nul.png',
  ],
];

/** Most letters of an input. */
const mostLetters = 100_000;

/** A sample after some mutations, or, one time in ten, random letters. */
export function mutatedText(random: Random, samples: readonly string[]): string {
  if (chance(random, 0.1)) return randomText(random);
  let text = oneOf(random, samples);
  for (let left = few(random); left > 0; left--) text = mutated(random, text).slice(0, mostLetters);
  return text;
}

function randomText(random: Random): string {
  const most = oneOf(random, [0x80, 0x100, 0x10000]);
  return String.fromCharCode(...Array.from({ length: below(random, 60) }, () => below(random, most)));
}

function mutated(random: Random, text: string): string {
  const at = below(random, text.length + 1);
  const end = at + below(random, text.length - at + 1);
  switch (below(random, 6)) {
    case 0:
      return text.slice(0, at) + oneOf(random, pieces) + text.slice(at);
    case 1:
      return text.slice(0, at) + oneOf(random, pieces) + text.slice(end);
    case 2:
      return text.slice(0, at) + text.slice(end);
    case 3:
      return text.slice(0, end) + text.slice(at);
    case 4:
      return text.slice(0, at) + randomText(random) + text.slice(at);
    default: {
      const piece = text.slice(at, end) || oneOf(random, pieces);
      const times = chance(random, 0.02) ? mostLetters / Math.max(1, piece.length) : 1 + below(random, 40);
      return text.slice(0, at) + piece.repeat(times) + text.slice(at);
    }
  }
}
