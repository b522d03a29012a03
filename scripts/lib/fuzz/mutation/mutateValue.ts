import type { Random } from '../../../../webview/engine/support/random';
import { below, chance, few, oneOf } from '../choices';
import { mutatedText } from './mutateText';

/** Values that a JSON file can hold, among them the awkward ones. */
const plain: readonly (() => unknown)[] = [
  ...[null, true, false, 0, -0, -1, 0.5, 1e-9, 1e308, 2 ** 31, 2 ** 53, '', 'x', '0', '__proto__'].map(
    value => () => value,
  ),
  ...[() => [], () => ({}), () => [[]], () => ({ length: 3 }), () => nested(200), () => 'x'.repeat(5000)],
  () => JSON.parse('{"__proto__":{"size":1}}') as unknown,
];

/** Values that structured cloning lets through a message channel as well. */
const cloned: readonly (() => unknown)[] = [
  ...[undefined, NaN, Infinity, -Infinity, 10n, 2n ** 70n].map(value => () => value),
  ...[() => new Map([['a', 1]]), () => new Set([1]), () => new Date(NaN), () => /a/, () => new Error('x')],
  ...[
    () => new Uint8Array(3),
    () => new ArrayBuffer(8),
    () => cyclic(),
    () => Object.create(null) as unknown,
  ],
];

/** What values travel as: through JSON, as settings and kept state do, or by structured cloning, as messages. */
export type Passage = 'json' | 'clone';

/** A sample after some mutations, at random places in it. */
export function mutatedValue(random: Random, samples: readonly unknown[], passage: Passage): unknown {
  let value = oneOf(random, samples);
  for (let left = few(random); left > 0; left--) value = mutated(random, value, passage);
  // Through JSON and back: what it cannot hold becomes what it makes of it.
  return passage === 'json' ? (JSON.parse(JSON.stringify(value) ?? 'null') as unknown) : value;
}

export function junk(random: Random, passage: Passage): unknown {
  return oneOf(random, passage === 'clone' && chance(random, 0.4) ? cloned : plain)();
}

function mutated(random: Random, value: unknown, passage: Passage): unknown {
  if (typeof value === 'string' && chance(random, 0.5)) return mutatedText(random, [value]);
  if (typeof value === 'number' && chance(random, 0.5))
    return oneOf(random, [-value, value * 1e9, value + 0.5, 1 / value]);
  if (Array.isArray(value) && chance(random, 0.85)) return mutatedList(random, value, passage);
  if (isPlain(value) && chance(random, 0.9)) return mutatedObject(random, value, passage);
  return junk(random, passage);
}

function mutatedList(random: Random, list: readonly unknown[], passage: Passage): unknown[] {
  const at = below(random, list.length);
  switch (below(random, 5)) {
    case 0:
      return list.filter((_, i) => i !== at);
    case 1:
      return [...list, ...list];
    case 2:
      return [...list, junk(random, passage)];
    default:
      return list.map((item, i) => (i === at ? mutated(random, item, passage) : item));
  }
}

function mutatedObject(random: Random, object: object, passage: Passage): object {
  const entries = Object.entries(object);
  const at = below(random, entries.length);
  const choice = below(random, 6);
  if (choice === 0) return Object.fromEntries(entries.filter((_, i) => i !== at));
  if (choice === 1)
    return { ...object, [oneOf(random, ['kind', 'id', 'x', 'constructor'])]: junk(random, passage) };
  return Object.fromEntries(
    entries.map(([key, item], i) => [key, i === at ? mutated(random, item, passage) : item]),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { recipe: value };
  return value;
}

function cyclic(): unknown {
  const value: Record<string, unknown> = { kind: 'image' };
  value['image'] = value;
  return value;
}
