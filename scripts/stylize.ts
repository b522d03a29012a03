// Stylizes an image from the command line with the engine of the extension:
//   npm run --silent stylize -- CONTENT STYLE --out OUT.png [options]
// Exit code 0 when the picture is written, 2 for bad usage, 130 where Ctrl+C ended the run (the picture so far is written then),
// 1 for anything else; errors are one line on stderr.
import { extname } from 'node:path';
import { errorText, PasticheError } from '../src/shared/errors';
import type { EpochLosses } from '../src/shared/messages/epochReport';
import type { ModelLabel, OutputFormat, OutputType } from '../src/shared/messages/output';
import type { RunStart, WeightedStyle } from '../webview/engine/stylizer';
import { openModel } from './lib/node/nodeModel';
import { provideWebGpu } from './lib/node/nodeGpu';
import { readImage } from './lib/node/readImage';
import { nodePlatform } from './lib/node/nodePlatform';
import { runMain } from './lib/process/runMain';
import { interruptedCode, Interruption } from './lib/stylize/interruption';
import { ensureFolder, refuseInputs, writeIntermediate, writeWhole } from './lib/stylize/outputPaths';
import {
  stylizeArguments,
  stylizeCommand,
  type StyleArgument,
  type StylizeArguments,
} from './lib/stylize/stylizeArguments';

async function main(args: StylizeArguments): Promise<number> {
  const interruption = new Interruption();
  await refuseInputs({ '--out': args.out, '--trace': args.trace }, inputsOf(args));
  for (const path of [args.out, args.trace]) if (path) await ensureFolder(path);
  const format = outputFormat(args.out);
  const content = await readImage(args.content);
  const [first, ...others] = args.styles;
  const styles = [await readStyle(first), ...(await Promise.all(others.map(readStyle)))] as const;
  const model = await openModel(args.model);
  if (args.device === 'auto' || args.device === 'webgpu') await provideWebGpu();
  // tfjs looks for WebGPU when it is imported, so the engine comes after it.
  const { TfStylizer } = await import('../webview/engine/engine');
  const { engine } = await import('@tensorflow/tfjs');

  const stylizer = new TfStylizer(nodePlatform);
  const device = await stylizer.open(args.device);
  const curve: EpochLosses[] = [];
  let [usedPrecision, usedModel]: [RunStart['precision'], ModelLabel?] = ['f32'];
  let writing = Promise.resolve();
  process.stderr.write(`Device: ${device.label}\n`);
  const run = stylizer.start(
    {
      content,
      styles,
      recipe: args.recipe,
      model,
      output: format,
      saveEvery: args.saveEvery,
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
      intermediate: ({ bytes, epoch }) => {
        writing = writing.then(() => keepIntermediate(args.out, epoch, bytes));
      },
    },
  );
  interruption.stopping(() => run.stop());
  try {
    const { seconds, peakBytes, epochs } = await run.finished;
    await writing;
    if (epochs === 0) {
      process.stderr.write('Stopped before the first epoch; no picture was written.\n');
      return interruptedCode;
    }
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
    if (!interruption.isAsked) return 0;
    const line = `Stopped at epoch ${epochs} of ${args.recipe.epochs}; the picture so far is ${args.out}`;
    process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${line}\n`);
    return interruptedCode;
  } finally {
    await run.dispose();
  }
}

function inputsOf({ content, styles, recipeFile }: StylizeArguments): readonly string[] {
  const ofStyles = styles.flatMap(({ image, region }) => [image, ...(region ? [region] : [])]);
  return [content, ...ofStyles, ...(recipeFile ? [recipeFile] : [])];
}

/** Writes an intermediate. One that cannot be written costs neither the run nor its picture. */
async function keepIntermediate(out: string, epoch: number, bytes: Uint8Array): Promise<void> {
  try {
    await writeIntermediate(out, epoch, bytes);
  } catch (thrown) {
    process.stderr.write(`${errorText(thrown)}\n`);
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

function showProgress(epoch: number, epochs: number, loss: number, epochMs: number): void {
  const line = `Epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(4)}, ${(epochMs / 1000).toFixed(2)} s an epoch`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${epoch === epochs ? '\n' : ''}`);
  else if (epoch === epochs || epoch % 10 === 0) process.stderr.write(`${line}\n`);
}

await runMain(stylizeCommand, line => main(stylizeArguments(line)));
