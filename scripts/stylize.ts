// Stylizes an image from the command line with the engine of the extension:
//   npm run --silent stylize -- CONTENT STYLE --out OUT.png [options]
// Exit code 0 when the picture is written, 2 for bad usage, 1 for anything else; errors are one line on stderr.
import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { PasticheError } from '../src/shared/errors';
import type { EpochLosses } from '../src/shared/messages/epochReport';
import type { ModelLabel, OutputFormat, OutputType } from '../src/shared/messages/output';
import type { RunStart, WeightedStyle } from '../webview/engine/stylizer';
import { openModel } from './lib/node/nodeModel';
import { provideWebGpu } from './lib/node/nodeGpu';
import { readImage } from './lib/node/readImage';
import { nodePlatform } from './lib/node/nodePlatform';
import { runMain } from './lib/process/runMain';
import {
  stylizeArguments,
  stylizeCommand,
  type StyleArgument,
  type StylizeArguments,
} from './lib/stylize/stylizeArguments';

async function main(args: StylizeArguments): Promise<void> {
  for (const path of [args.out, args.trace]) if (path) await ensureFolder(path);
  const format = outputFormat(args.out);
  const [content, style] = [await readImage(args.content), await readImage(args.style)];
  const moreStyles = await Promise.all(args.moreStyles.map(readStyle));
  const model = await openModel(args.model);
  if (args.device === 'auto' || args.device === 'webgpu') await provideWebGpu();
  // tfjs looks for WebGPU when it is imported, so the engine comes after it.
  const { TfStylizer } = await import('../webview/engine/engine');
  const { engine } = await import('@tensorflow/tfjs');

  const stylizer = new TfStylizer(nodePlatform);
  const device = await stylizer.open(args.device);
  const curve: EpochLosses[] = [];
  let [usedPrecision, usedModel]: [RunStart['precision'], ModelLabel?] = ['f32'];
  process.stderr.write(`Device: ${device.label}\n`);
  const run = stylizer.start(
    {
      content,
      style,
      styleWeight: args.styleWeight,
      moreStyles,
      recipe: args.recipe,
      model,
      output: format,
      saveEvery: 0,
    },
    {
      phase: () => undefined,
      started: ({
        model: label,
        width,
        height,
        peakBytes,
        tileSize,
        recomputedBlocks,
        precision,
        precisionNote,
      }) => {
        process.stderr.write(`Size: ${width} × ${height}\n`);
        process.stderr.write(`Precision: ${[precision, precisionNote].filter(Boolean).join('. ')}\n`);
        [usedPrecision, usedModel] = [precision, label];
        process.stderr.write(`Model: ${label}\n`);
        const memory = [
          `about ${Math.round(peakBytes / 1e6)} MB`,
          ...(recomputedBlocks === undefined
            ? []
            : [`${recomputedBlocks} of the network's blocks recomputed`]),
          ...(tileSize === undefined ? [] : [`in tiles of ${tileSize} px`]),
        ];
        process.stderr.write(`Memory: ${memory.join(', ')}\n`);
      },
      epochs: (reports, epochMs) => {
        curve.push(
          ...reports.map(({ style, content, variation, total }) => ({ style, content, variation, total })),
        );
        showProgress(curve.length, args.recipe.epochs, curve.at(-1)!.total, epochMs);
      },
      intermediate: () => undefined,
    },
  );
  try {
    const { seconds, peakBytes } = await run.finished;
    const { bytes } = await run.encode(format);
    await writeWhole(args.out, bytes);
    await run.dispose();
    await stylizer.dispose();
    if (args.trace) {
      const trace = {
        recipe: args.recipe,
        model: usedModel,
        device: device.name,
        precision: usedPrecision,
        curve,
        seconds,
        peakBytes,
        tensorsAtEnd: engine().state.numTensors,
      };
      await writeWhole(args.trace, JSON.stringify(trace, undefined, 1));
    }
  } finally {
    await run.dispose();
  }
}

async function readStyle({ image, weight, region }: StyleArgument): Promise<WeightedStyle> {
  return { image: await readImage(image), weight, ...(region && { region: await readImage(region) }) };
}

function outputFormat(path: string): OutputFormat {
  const types: Readonly<Record<string, OutputType>> = {
    '.png': 'png',
    '.jpg': 'jpeg',
    '.jpeg': 'jpeg',
    '.webp': 'webp',
  };
  const type = types[extname(path).toLowerCase()];
  if (!type) throw new PasticheError('usage', `--out ${path} must end in .png, .jpg or .webp.`);
  return { type, quality: 92 };
}

/**
 * Makes the output's folder before anything is computed, since a run may take hours and its picture must then be written.
 */
async function ensureFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    await access(dirname(resolve(path)), constants.W_OK);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Writes a file under a temporary name and renames it, so that nobody finds half a picture. */
async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    await writeFile(partial, data);
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): PasticheError {
  return new PasticheError('output', `${path} cannot be written: ${(cause as Error).message}.`, undefined, {
    cause,
  });
}

function showProgress(epoch: number, epochs: number, loss: number, epochMs: number): void {
  const line = `Epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(4)}, ${(epochMs / 1000).toFixed(2)} s an epoch`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${epoch === epochs ? '\n' : ''}`);
  else if (epoch === epochs || epoch % 10 === 0) process.stderr.write(`${line}\n`);
}

await runMain(stylizeCommand, line => main(stylizeArguments(line)));
