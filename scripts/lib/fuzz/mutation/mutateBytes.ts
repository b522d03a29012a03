import type { Random } from '../../../../webview/engine/support/random';
import { joined, repeated } from '../bytes';
import { below, chance, few, oneOf } from '../choices';

/** Numbers at which lengths, signs and offsets turn over. */
const edges = [
  0, 1, 2, 7, 8, 12, 13, 16, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000,
  0xffffffff,
];

/** Most bytes of an input: repeated parts grow up to it. */
const mostBytes = 2 ** 20;

/** A valid sample after some mutations, or, one time in ten, random bytes. */
export function mutatedBytes(random: Random, samples: readonly Uint8Array[]): Uint8Array {
  if (chance(random, 0.1)) return randomBytes(random, below(random, 300));
  let bytes = oneOf(random, samples);
  for (let left = few(random); left > 0; left--) bytes = mutated(random, bytes, samples);
  return bytes;
}

export function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => below(random, 256));
}

function mutated(random: Random, bytes: Uint8Array, samples: readonly Uint8Array[]): Uint8Array {
  const at = below(random, bytes.length + 1);
  const end = at + below(random, bytes.length - at + 1);
  const cut = bytes.subarray(at, end);
  const around = (middle: Uint8Array, from = end): Uint8Array =>
    joined(bytes.subarray(0, at), middle, bytes.subarray(from));
  switch (below(random, 9)) {
    case 0: // a bit
      return bytes.map((byte, i) => (i === at ? byte ^ (1 << below(random, 8)) : byte));
    case 1: // a byte
      return bytes.map((byte, i) => (i === at ? oneOf(random, edges) : byte));
    case 2: // a number of 2 or 4 bytes, in either order
      return withNumber(random, bytes, at);
    case 3: // a part removed
      return around(new Uint8Array(0));
    case 4: // the end removed
      return bytes.subarray(0, at);
    case 5: // a part twice
      return around(joined(cut, cut));
    case 6: // random bytes put in
      return around(randomBytes(random, below(random, 40)), at);
    case 7: // the end of another sample
      return joined(bytes.subarray(0, at), oneOf(random, samples).subarray(at));
    default: // a short part again and again
      return around(manyTimes(random, cut.subarray(0, 64)), at);
  }
}

function withNumber(random: Random, bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const value = chance(random, 0.7) ? oneOf(random, edges) : below(random, 2 ** 32);
  const isLittle = chance(random, 0.5);
  if (chance(random, 0.5) && at + 4 <= copy.length) view.setUint32(at, value, isLittle);
  else if (at + 2 <= copy.length) view.setUint16(at, value, isLittle);
  return copy;
}

/** A part repeated a few times, or, seldom, as often as makes a megabyte. */
function manyTimes(random: Random, part: Uint8Array): Uint8Array {
  if (part.length === 0) return part;
  const most = chance(random, 0.02) ? mostBytes : 4096;
  return repeated(part, 1 + below(random, Math.ceil(most / part.length)));
}
