import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { gitBlobId } from '../../../src/shared/model/gitBlob';
import { mirrorSources, precisions, totalBytes } from '../../../src/shared/model/modelPins';
import { modelPins } from '../../../src/shared/model/sources';
import { vgg19Elements } from '../../../src/shared/model/vgg19Layout';

describe('a git blob id', () => {
  it('is what git computes', async () => {
    for (const text of ['', 'hello\n', 'é'.repeat(5000)]) {
      const { stdout: expected } = await execa('git', ['hash-object', '--stdin'], { input: text });
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
