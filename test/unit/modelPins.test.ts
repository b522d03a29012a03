import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gitBlobId } from '../../src/shared/model/gitBlob';
import { isGenuine, mirrorSources, precisions, totalBytes } from '../../src/shared/model/modelPins';
import { modelPins } from '../../src/shared/model/sources';
import { vgg19Elements } from '../../src/shared/model/vgg19Layout';

const shared = resolve(import.meta.dirname, '../../../shared/models');

describe('a git blob id', () => {
  it('is what git computes', async () => {
    for (const text of ['', 'hello\n', 'é'.repeat(5000)]) {
      const expected = execFileSync('git', ['hash-object', '--stdin'], { input: text }).toString().trim();
      expect(await gitBlobId(new TextEncoder().encode(text))).toBe(expected);
    }
  });
});

describe.each(precisions)('the pins of %s', precision => {
  const pins = modelPins[precision];

  it('name enough bytes for the network, each file once', () => {
    const bytesPerWeight = precision === 'uint8' ? 1 : 4;
    expect(totalBytes(pins.files)).toBeGreaterThanOrEqual(vgg19Elements * bytesPerWeight);
    expect(totalBytes(pins.files.slice(0, -1))).toBeLessThan(vgg19Elements * bytesPerWeight);
    expect(new Set(pins.files.map(file => file.name)).size).toBe(pins.files.length);
    expect(new Set(pins.files.map(file => file.gitBlob)).size).toBe(pins.files.length);
  });

  it('name at least two sources, each pinned to a commit', () => {
    expect(pins.sources.length).toBeGreaterThanOrEqual(2);
    for (const source of pins.sources) {
      for (const file of pins.files)
        expect(source.urlOf(file)).toMatch(/^https:\/\/.*[/@][0-9a-f]{40}\/.*\.bin$/);
    }
  });

  it('agree with the prepared material, where it is', context => {
    if (!existsSync(shared)) return context.skip(`${shared} is missing`);
    const { sources } = JSON.parse(readFileSync(resolve(shared, 'sources.json'), 'utf8')) as {
      sources: Record<string, { urls: string[]; files: { path: string; bytes: number; gitBlob: string }[] }>;
    };
    const published = sources[precision]!;
    expect(pins.files.map(({ path, bytes, gitBlob }) => ({ path, bytes, gitBlob }))).toEqual(
      published.files.map(({ path, bytes, gitBlob }) => ({ path, bytes, gitBlob })),
    );
    const first = pins.files[0]!;
    expect(pins.sources.map(source => source.urlOf(first))).toEqual(
      expect.arrayContaining(published.urls.map(url => url + first.path)),
    );
  });

  it('are met by the real files, where they are', async context => {
    const folder = resolve(shared, `vgg19-${precision}`);
    if (!existsSync(folder)) return context.skip(`${folder} is missing`);
    for (const file of pins.files) {
      const bytes = new Uint8Array(readFileSync(resolve(folder, file.name)));
      expect(await isGenuine(file, bytes)).toBe(true);
      bytes[bytes.length >> 1]! ^= 1;
      expect(await isGenuine(file, bytes)).toBe(false);
    }
  });
});

describe('a mirror', () => {
  it('may hold the files by name or by published path, with or without the last slash', () => {
    const file = modelPins.uint8.files[4]!;
    for (const base of ['https://mirror.example/vgg', 'https://mirror.example/vgg/']) {
      expect(mirrorSources(base).map(source => source.urlOf(file))).toEqual([
        `https://mirror.example/vgg/${file.name}`,
        `https://mirror.example/vgg/${file.path}`,
      ]);
    }
  });
});
