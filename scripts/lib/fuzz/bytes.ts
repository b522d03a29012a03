/** Bytes put together by hand, for samples of file formats. */

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** `count` copies of a part, one after the other. */
export function repeated(part: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(part.length * count);
  for (let i = 0; i < count; i++) bytes.set(part, i * part.length);
  return bytes;
}

/** A text whose letters are one byte each. */
export function latin(text: string): Uint8Array {
  return Uint8Array.from(text, letter => letter.charCodeAt(0));
}

/** Whole numbers, big endian. */
export function big(bytesEach: 1 | 2 | 4, ...values: readonly number[]): Uint8Array {
  return joined(
    ...values.map(value =>
      Uint8Array.from({ length: bytesEach }, (_, i) => value >>> (8 * (bytesEach - 1 - i))),
    ),
  );
}

/** Whole numbers, little endian. */
export function little(bytesEach: 1 | 2 | 4, ...values: readonly number[]): Uint8Array {
  return joined(...values.map(value => big(bytesEach, value).reverse()));
}
