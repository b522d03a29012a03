import { PasticheError } from '../../src/shared/errors';

/**
 * The bytes of a data uri in base64, which holds a painted region.
 * @throws PasticheError `image` where it is no base64, as it may be in kept state that was altered
 */
export function bytesOfDataUri(uri: string): Uint8Array<ArrayBuffer> {
  try {
    const letters = atob(uri.slice(uri.indexOf(',') + 1));
    return Uint8Array.from(letters, letter => letter.charCodeAt(0));
  } catch (cause) {
    throw new PasticheError('image', 'A painted region is damaged and cannot be read.', 'Paint it again.', {
      cause,
    });
  }
}
