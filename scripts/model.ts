// Fetches the weights of VGG-19 before their first use, checks them, and prints the folder that they are in:
//   npm run --silent model -- [--precision uint8|float32] [--to DIR]
// Exit code 0 when they are there, 2 for bad usage, 1 for anything else; errors are one line on stderr.
import { resolve } from 'node:path';
import { PasticheError } from '../src/shared/errors';
import { precisions, type WeightPrecision } from '../src/shared/model/modelPins';
import { copyModel } from './lib/release/modelCopy';
import { openWeights } from './lib/node/nodeModel';
import { oneOf } from './lib/process/commandLine';
import { runMain } from './lib/process/runMain';

const command = {
  usage: 'npm run --silent model -- [flags]',
  flags: {
    precision: {
      value: 'NAME',
      about: `${precisions.join(' (13 MB) or ')} (55 MB)`,
      fallback: 'uint8',
    },
    to: { value: 'DIR', about: 'puts them there instead of the cache' },
  },
  notes: `PASTICHE_MODEL (a folder or a mirror's URL) and PASTICHE_CACHE say where to look and where to keep them.`,
} as const;

async function main(precision: WeightPrecision, to: string | undefined): Promise<void> {
  const spec = process.env['PASTICHE_MODEL'];
  if (spec === 'pocket') {
    throw new PasticheError(
      'usage',
      'PASTICHE_MODEL is "pocket", which needs no fetching: its weights are in media/pocket.',
      'Unset it to fetch VGG-19.',
    );
  }
  const target = to === undefined ? undefined : resolve(to);
  const model = await openWeights(spec, { precision, ...(target ? { cache: target } : {}) });
  if (target && model.folders.some(folder => folder !== target)) await copyModel(model, target);
  const places = target ? [target] : model.folders;
  process.stderr.write(`VGG-19 (${model.precision}), ${model.files.length} files, checked:\n`);
  process.stdout.write(`${places.join('\n')}\n`);
}

await runMain(command, ({ values }) => main(oneOf('--precision', precisions, values.precision), values.to));
