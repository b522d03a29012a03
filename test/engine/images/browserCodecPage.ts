import { toPlainError, type PlainError } from '../../../src/shared/errors';
import { browserCodec } from '../../../webview/engine/images/browserCodec';
import { decodeFitted } from '../../../webview/engine/images/decodeFitted';

/** The functions that browserCodec.test.ts calls inside Chromium; bytes are passed as plain arrays. */
export interface CodecPage {
  open(
    name: string,
    bytes: readonly number[],
    maxSide: number,
  ): Promise<{ width: number; height: number; data: number[] } | { error: PlainError }>;
  /** The error of decoding a file whose header is not read before; null where there is none. */
  decode(name: string, bytes: readonly number[]): Promise<PlainError | null>;
  encode(type: 'jpeg' | 'webp', width: number, height: number): Promise<number[]>;
}

const page: CodecPage = {
  async open(name, bytes, maxSide) {
    try {
      const { width, height, data } = await decodeFitted(
        browserCodec,
        { name, bytes: Uint8Array.from(bytes) },
        maxSide,
      );
      return { width, height, data: [...data] };
    } catch (thrown) {
      return { error: toPlainError(thrown) };
    }
  },
  async decode(name, bytes) {
    try {
      await browserCodec.decode({ name, bytes: Uint8Array.from(bytes) }, 64);
      return null;
    } catch (thrown) {
      return toPlainError(thrown);
    }
  },
  async encode(type, width, height) {
    const data = new Uint8ClampedArray(width * height * 4).fill(200);
    return [...(await browserCodec.encodeLossy({ width, height, data }, { type, quality: 80 }))];
  },
};

Object.assign(globalThis, { codecPage: page });
