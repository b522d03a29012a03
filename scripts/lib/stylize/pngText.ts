import { inflateSync } from 'node:zlib';

/** Most letters of a text, inflated; a run record has some thousands. A small file can inflate to gigabytes. */
const mostLetters = 2 ** 20;

/** The signature, and the 12 bytes of a chunk beside its data: length, type, checksum. */
const signatureBytes = 8;
const chunkOverhead = 12;

/**
 * The text of a PNG under a keyword; undefined where there is none. Chunks of other kinds are skipped, so that nothing is
 * decoded. Image editors may have compressed the text (zTXt) or written it as UTF-8 (iTXt). https://www.w3.org/TR/png-3/#11textinfo
 * @throws RangeError or Error where the text is longer than any record, or its compression is damaged
 */
export function pngText(bytes: Uint8Array, keyword: string): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = signatureBytes; offset + chunkOverhead <= bytes.length;) {
    const length = view.getUint32(offset);
    const type = latin1(bytes.subarray(offset + 4, offset + 8));
    const data = bytes.subarray(offset + 8, offset + 8 + length);
    if (type === 'IEND') return undefined;
    const read =
      type === 'tEXt' ? plain : type === 'zTXt' ? compressed : type === 'iTXt' ? international : undefined;
    if (read && data.length === length) {
      const end = data.subarray(0, keyword.length + 1).indexOf(0);
      if (latin1(data.subarray(0, Math.max(0, end))) === keyword) return read(data.subarray(end + 1));
    }
    offset += chunkOverhead + length;
  }
  return undefined;
}

function plain(data: Uint8Array): string {
  return latin1(bounded(data));
}

/** A compression method, of which there is one, then zlib. */
function compressed(data: Uint8Array): string {
  return latin1(inflated(data.subarray(1)));
}

/** Whether the text is compressed, the method, a language and a translated keyword, each ended by a zero; then UTF-8. */
function international(data: Uint8Array): string {
  const language = data.indexOf(0, 2);
  const translated = data.indexOf(0, language + 1);
  if (language < 0 || translated < 0) throw new Error('its text is cut off');
  const text = data.subarray(translated + 1);
  return new TextDecoder().decode(data[0] === 1 ? inflated(text) : bounded(text));
}

function inflated(data: Uint8Array): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: mostLetters });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw cause;
    throw new RangeError(`its text inflates to more than ${mostLetters} letters`, { cause });
  }
}

function bounded(data: Uint8Array): Uint8Array {
  if (data.length <= mostLetters) return data;
  throw new RangeError(`its text has more than ${mostLetters} letters`);
}

function latin1(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
}
