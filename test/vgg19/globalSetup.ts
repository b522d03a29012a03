import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { copyModel } from '../../scripts/lib/release/modelCopy';
import { openWeights } from '../../scripts/lib/node/nodeModel';
import { repoRoot } from '../../scripts/lib/process/paths';
import { PasticheError } from '../../src/shared/errors';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with the published uint8 files of VGG-19, each verified. */
    readonly weights: string;
  }
}

/** Collects the weights in one folder: those that PASTICHE_MODEL names, else packed, cached or published ones. */
export async function setup(project: TestProject): Promise<void> {
  const spec = process.env['PASTICHE_MODEL'] || undefined;
  if (spec === 'pocket') {
    const what = 'PASTICHE_MODEL is "pocket", but these are the tests of VGG-19.';
    throw new PasticheError('usage', what, 'Unset it, or name a folder with the published uint8 files.');
  }
  const model = await openWeights(spec);
  if (model.precision !== 'uint8') {
    const what = `PASTICHE_MODEL names the ${model.precision} files in ${spec ?? 'the cache'}; the tests need the uint8 ones.`;
    throw new PasticheError('usage', what, 'Run npm run model, which fetches them, and unset the variable.');
  }
  const folder = join(repoRoot, 'out', 'vgg19-uint8');
  await copyModel(model, folder);
  project.provide('weights', folder);
}
