import { describe, expect, it } from 'vitest';
import type { EpochReport } from '../../src/shared/messages/epochReport';
import { packCurve, unpackCurve } from '../../src/shared/messages/lossCurve';
import { packPicture, unpackPicture } from '../../src/shared/messages/keptPicture';
import type { UnsavedWork } from '../../src/shared/messages/protocol';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { packSections, unpackSections } from '../../src/shared/sections';

const name = 'kept.file';

describe('a file of sections', () => {
  const sections = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(16).fill(7)];
  const packed = packSections({ a: 'é' }, sections);

  it('is read as it was written, also as a view into other bytes', () => {
    const within = new Uint8Array(packed.length + 5);
    within.set(packed, 3);
    for (const bytes of [packed, within.subarray(3, 3 + packed.length)]) {
      const read = unpackSections(bytes, name);
      expect(read.header).toEqual({ a: 'é' });
      expect(read.sections.map(section => [...section])).toEqual(sections.map(section => [...section]));
    }
  });

  it('begins every section where numbers can be read in place', () => {
    for (const { byteOffset } of unpackSections(packed, name).sections) expect(byteOffset % 8).toBe(0);
  });

  it('is refused at every length but its own', () => {
    for (let length = 0; length < packed.length; length++) {
      expect(() => unpackSections(packed.subarray(0, length), name)).toThrow(/kept\.file cannot be read/);
    }
    expect(() => unpackSections(new Uint8Array([...packed, 0]), name)).toThrow(/instead of/);
  });

  it.each([
    ['another kind', 0, 0],
    ['another version', 4, 2],
    ['a damaged length', 8, 255],
    ['a damaged count', 12, 200],
    ['a header that is no JSON', 32, 1],
  ])('is refused where it is %s', (_, at, value) => {
    const damaged = packed.slice();
    damaged[at] = value;
    expect(() => unpackSections(damaged, name)).toThrow(/kept\.file cannot be read/);
  });
});

describe('a kept picture', () => {
  const work: UnsavedWork = {
    job: {
      id: '1',
      content: { uri: 'file:///a.jpg', name: 'a.jpg' },
      styles: [{ image: { uri: 'file:///b.jpg', name: 'b.jpg' }, weight: 2 }],
    },
    recipe: makeRecipe('draft', { epochs: 9 }),
    model: 'pocket',
    format: { type: 'png', quality: 90 },
    epoch: 4,
    bytes: Uint8Array.of(9, 8, 7),
  };
  const losses = (epoch: number): EpochReport => ({
    ...{ epoch, style: 4, content: 2, variation: 0.5 },
    total: 6.5,
  });

  it('is read with all that made it', () => {
    expect(unpackPicture(packPicture(work), name)).toEqual(work);
    // What Node reads is a Buffer, which a page would get as JSON.
    const { bytes } = unpackPicture(Buffer.from(packPicture(work)), name);
    expect(bytes.constructor).toBe(Uint8Array);
  });

  it('brings the losses of its run, as many as a chart can show', () => {
    const kept = (count: number): readonly EpochReport[] => {
      const curve = packCurve(Array.from({ length: count }, (_, epoch) => losses(epoch)));
      return unpackCurve(unpackPicture(packPicture({ ...work, curve }), name).curve!, count - 1);
    };
    expect(kept(4)).toEqual([0, 1, 2].map(losses));
    const thinned = kept(10_001);
    expect(thinned.length).toBeLessThan(2049);
    expect(thinned.at(-1)!.epoch).toBeGreaterThan(9990);
    expect(unpackCurve(Uint8Array.of(1, 2, 3), 9)).toEqual([]);
    expect(unpackCurve(packCurve([{ ...losses(0), style: NaN }]), 9)).toEqual([]);
  });

  it('is refused where its recipe is out of bounds', () => {
    const { bytes, ...about } = work;
    const recipe = { ...work.recipe, epochs: -1 };
    const packed = packSections({ kind: 'pastiche-picture', version: 1, ...about, recipe }, [bytes]);
    expect(() => unpackPicture(packed, name)).toThrow(/another version/);
  });
});
