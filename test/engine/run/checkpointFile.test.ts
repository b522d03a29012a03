import { describe, expect, it } from 'vitest';
import { packSections, unpackSections } from '../../../src/shared/sections';
import { packCheckpoint, unpackCheckpoint } from '../../../webview/engine/run/checkpoint';

const name = 'kept.file';

describe('a checkpoint', () => {
  const image = new Float32Array(2 * 3 * 3).map((_, i) => i / 7);
  const state = (values: Float32Array): Parameters<typeof packCheckpoint>[0] => ({
    digest: 'abc',
    epochs: 5,
    float32From: null,
    state: {
      scale: 1,
      epochsInScale: 2,
      descent: { height: 2, width: 3, steps: 5, averaged: 2, arrays: { image: values, sum: image } },
    },
  });

  it('is read as it was written', () => {
    expect(unpackCheckpoint(packCheckpoint(state(image))!)).toEqual(state(image));
  });

  it.each([NaN, Infinity])('is neither written nor read with %s in it', value => {
    const broken = image.slice().fill(value, 3, 4);
    expect(packCheckpoint(state(broken))).toBeUndefined();
    const packed = packCheckpoint(state(image))!;
    const { sections } = unpackSections(packed, name);
    new Float32Array(packed.buffer, sections[0]!.byteOffset, 1)[0] = value;
    expect(() => unpackCheckpoint(packed)).toThrow(/no number/);
  });

  it('is refused where its arrays have another size than it says', () => {
    const { header, sections } = unpackSections(packCheckpoint(state(image))!, name);
    expect(() => unpackCheckpoint(packSections({ ...(header as object), height: 3 }, sections))).toThrow(
      /another size/,
    );
    expect(() => unpackCheckpoint(packSections(header as object, sections.slice(1)))).toThrow(/not hold/);
  });
});
