import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PasticheError } from '../../../src/shared/errors';
import type { SourceImage } from '../../../webview/engine/stylizer';

/** An image file as the engine takes it. @throws PasticheError `image`, naming the file */
export async function readImage(path: string): Promise<SourceImage> {
  try {
    return { name: basename(path), bytes: new Uint8Array(await readFile(path)) };
  } catch (cause) {
    throw new PasticheError('image', `${path} cannot be read: ${(cause as Error).message}.`, undefined, {
      cause,
    });
  }
}
