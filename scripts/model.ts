// Fetches the weights of VGG-19 before their first use, checks them, and prints the folder that they are in:
//   npm run --silent model -- [--precision uint8|float32] [--to DIR]
// Exit code 0 when they are there, 2 for bad usage, 1 for anything else; errors are one line on stderr.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PasticheError } from '../src/shared/errors';
import { precisions, type Precision } from '../src/shared/model/modelPins';
import { copyModel } from './lib/release/modelCopy';
import { openWeights } from './lib/node/nodeModel';
import { runMain } from './lib/process/runMain';

const usage = `Usage: npm run --silent model -- [options]
  --precision NAME   ${precisions.join(' (13 MB, the default) or ')} (55 MB)
  --to DIR           puts them there instead of the cache
PASTICHE_MODEL (a folder or a mirror's URL) and PASTICHE_CACHE say where to look and where to keep them.`;

async function main(): Promise<void> {
  const { precision, to, help } = parse(process.argv.slice(2));
  if (help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
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

function parse(args: readonly string[]): { precision: Precision; to: string | undefined; help: boolean } {
  const { precision = 'uint8', to, help = false } = read(args);
  const known = precisions.find(name => name === precision);
  if (known) return { precision: known, to, help };
  throw new PasticheError(
    'usage',
    `--precision must be one of ${precisions.join(', ')}; it is "${precision}".`,
  );
}

function read(args: readonly string[]): { precision?: string; to?: string; help?: boolean } {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: [...args], options: { precision: text, to: text, help: { type: 'boolean' } } })
      .values;
  } catch (thrown) {
    throw new PasticheError('usage', (thrown as Error).message, '--help tells more.');
  }
}

await runMain(main);
