import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isGenuine, precisions } from '../../src/shared/model/modelPins';
import { modelPins } from '../../src/shared/model/sources';
import { pins, shared, weightsFile } from './support';

/** A list of the published files and their sources, made when the material was prepared. */
const found = join(shared, 'models/sources.json');

describe('the pins', () => {
  it('are met by the real files, and by no other bytes', async () => {
    for (const file of pins.files) {
      const bytes = weightsFile(file.name);
      expect(await isGenuine(file, bytes)).toBe(true);
      bytes[bytes.length >> 1]! ^= 1;
      expect(await isGenuine(file, bytes)).toBe(false);
    }
  });

  it.skipIf(!existsSync(found)).each(precisions)(
    'of %s agree with what was found (needs ../shared/models/sources.json)',
    precision => {
      const { files, sources } = modelPins[precision];
      const published = (
        JSON.parse(readFileSync(found, 'utf8')) as {
          sources: Record<
            string,
            { urls: string[]; files: { path: string; bytes: number; gitBlob: string }[] }
          >;
        }
      ).sources[precision]!;
      expect(files.map(({ path, bytes, gitBlob }) => ({ path, bytes, gitBlob }))).toEqual(
        published.files.map(({ path, bytes, gitBlob }) => ({ path, bytes, gitBlob })),
      );
      const first = files[0]!;
      expect(sources.map(source => source.urlOf(first))).toEqual(
        expect.arrayContaining(published.urls.map(url => url + first.path)),
      );
    },
  );
});
