import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStoredRecipe } from '../../scripts/lib/stylize/recipeFile';
import { recordKeyword } from '../../src/shared/messages/output';

const recipe = { size: 64, epochs: 7 };
const made = {
  software: 'Pastiche 0.1.0',
  content: 'boats.jpg',
  model: 'pocket',
  device: 'wasm',
  epochs: 7,
  recipe,
};
const second = { name: 'mosaic.png', weight: 2 };
const inRegion = { name: 'sky.png', weight: 5, region: 'mask.png' };

describe('a stored recipe', () => {
  let folder: string;

  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'pastiche-recipe-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function picture(record: object): string {
    const path = join(folder, 'picture.png');
    const text = { [recordKeyword]: JSON.stringify(record) };
    writeFileSync(path, encode({ width: 1, height: 1, data: new Uint8Array(3), channels: 3, text }));
    return path;
  }

  it('has the weights of the styles without a region', () => {
    const styles = [{ name: 'woodcut.jpg', weight: 3 }, second, inRegion];
    expect(readStoredRecipe(picture({ ...made, styles }))).toEqual({ recipe, styleWeights: [3, 2] });
  });

  it('is read from a picture whose record keeps the first style apart', () => {
    const former = { style: 'woodcut.jpg', styleWeight: 3, moreStyles: [second, inRegion] };
    expect(readStoredRecipe(picture({ ...made, ...former }))).toEqual({ recipe, styleWeights: [3, 2] });
  });

  it('has no weights in a trace, or by itself', () => {
    const path = join(folder, 'trace.json');
    for (const stored of [{ recipe, device: 'wasm', curve: [] }, recipe]) {
      writeFileSync(path, JSON.stringify(stored));
      expect(readStoredRecipe(path)).toEqual({ recipe, styleWeights: undefined });
    }
  });
});
