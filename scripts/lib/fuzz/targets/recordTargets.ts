import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { makeRecipe } from '../../../../src/shared/recipe/recipe';
import { readStoredRecipe } from '../../stylize/recipeFile';
import { joined, latin } from '../bytes';
import { mutatedBytes } from '../mutation/mutateBytes';
import { pngChunk, pngOf } from '../samples/recordSamples';
import type { Random } from '../../../../webview/engine/support/random';
import { expectThat, type FuzzTarget } from '../target';

const recipe = makeRecipe('fine');
const record = JSON.stringify({
  software: 'Pastiche',
  recipe,
  styles: [
    { name: 'a.png', weight: 2 },
    { name: 'b.png', weight: 1, region: 'mask.png' },
  ],
});
const former = JSON.stringify({
  recipe: { size: 99 },
  style: 'a.png',
  styleWeight: 2,
  moreStyles: [{ name: 'b', weight: 1 }],
});

const samples = [
  ...[record, former, JSON.stringify(recipe)].map(latin),
  pngOf(pngChunk('tEXt', latin(`pastiche\0${record}`))),
  pngOf(pngChunk('zTXt', joined(latin('pastiche\0\0'), deflateSync(record)))),
  pngOf(pngChunk('zTXt', joined(latin('pastiche\0\0'), deflateSync(new Uint8Array(4e6))))),
  pngOf(pngChunk('iTXt', latin(`pastiche\0\0\0en\0stil\0${former}`))),
];

/** Name of the file that the target reads, which it writes anew for each input. */
export const recipeFileName = 'recipe';

export const recordTargets: readonly FuzzTarget[] = [
  {
    name: 'recipe files, PNG chunks',
    share: 12,
    run: (random: Random, folder: string): void => {
      const path = join(folder, recipeFileName);
      writeFileSync(path, mutatedBytes(random, samples));
      const stored = readStoredRecipe(path);
      const weights = stored.styleWeights ?? [];
      expectThat(
        weights.every(weight => weight > 0 && Number.isFinite(weight)),
        () => `weights ${weights.join()}`,
      );
      makeRecipe('seed', stored.recipe);
    },
  },
];
