// Judges recipes by numbers and by eye: npm run --silent quality -- [options]
// Writes a contact sheet, every picture and a table with style and content distance, epochs and seconds; docs/quality.md says
// how they are to be read.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRequest, Stylizer } from '../webview/engine/stylizer';
import { Curve, curveHeading } from './lib/quality/curve';
import { contactSheet, type Tile } from './lib/quality/contactSheet';
import { judgedSide } from './lib/quality/judge';
import type { Judges, Scores } from './lib/quality/judges';
import { pairs, type Pair } from './lib/quality/pairs';
import {
  qualityArguments,
  qualityCommand,
  type Contestant,
  type QualityArguments,
} from './lib/quality/qualityArguments';
import { stepsTimesPixels } from './lib/quality/work';
import { nodeCodec } from './lib/node/nodeCodec';
import { provideWebGpu } from './lib/node/nodeGpu';
import { openWeights, pocketModel } from './lib/node/nodeModel';
import { readImage } from './lib/node/readImage';
import { nodePlatform } from './lib/node/nodePlatform';
import { runMain } from './lib/process/runMain';

interface Result {
  readonly pair: string;
  readonly contestant: string;
  readonly size: string;
  readonly epochs: number;
  /** Cost of the run: optimiser steps times pixels, in millions. */
  readonly megapixelSteps: number;
  readonly seconds: number;
  /** Processor time of this process, s, which does not depend on the machine's other work. */
  readonly processorSeconds: number;
  readonly scores: Scores;
}

async function main(args: QualityArguments): Promise<void> {
  await mkdir(args.out, { recursive: true });
  const named = args.model || process.env['PASTICHE_MODEL'];
  // VGG-19 is the judge, whichever network paints.
  const model = await openWeights(named === 'pocket' ? undefined : named);
  if (args.device === 'auto' || args.device === 'webgpu') await provideWebGpu();
  // tfjs looks for WebGPU when it is imported, so the engine comes after it.
  const { TfStylizer } = await import('../webview/engine/engine');
  const { loadPretrained } = await import('../webview/engine/network/weights');
  const { Judges } = await import('./lib/quality/judges');

  const stylizer = new TfStylizer(nodePlatform);
  const device = await stylizer.open(args.device);
  const network = await loadPretrained(model);
  const results: Result[] = [];
  const rows: Tile[][] = [];
  let curves = curveHeading;
  for (const [number, pair] of pairs().entries()) {
    if (args.pairs.length > 0 && !args.pairs.includes(number + 1)) continue;
    const content = await readImage(pair.content);
    const style = await readImage(pair.style);
    const side = Math.min(judgedSide, ...args.contestants.map(({ recipe }) => recipe.size));
    const judges = new Judges(
      network,
      await nodeCodec.decode(content, side),
      await nodeCodec.decode(style, side),
      side,
    );
    const row: Tile[] = [];
    rows.push(row);
    row.push({ picture: style.bytes, lines: [pair.name] });
    for (const contestant of args.contestants) {
      const curve = new Curve(`${pair.name}, ${contestant.name}`);
      const { result, picture } = await compete(
        stylizer,
        {
          content,
          styles: [{ image: style, weight: 1 }],
          recipe: contestant.recipe,
          model: (contestant.network ?? named) === 'pocket' ? pocketModel() : model,
        },
        { judges, curve, limit: args.limit },
        { pair: pair.name, contestant: contestant.name },
      );
      curves += curve.csv;
      results.push(result);
      row.push({ picture, lines: [contestant.name, inWords(result)] });
      process.stderr.write(`${pair.name}, ${contestant.name}: ${inWords(result)}\n`);
      await writeFile(join(args.out, fileName(pair, contestant)), picture);
      // The sheet is written after every picture, so that a comparison that is broken off leaves one.
      await writeFile(join(args.out, 'sheet.png'), await contactSheet(rows));
      await writeFile(join(args.out, 'curves.csv'), curves);
      await writeFile(join(args.out, 'table.md'), table(results, device.label, side));
    }
    judges.dispose();
  }
  process.stdout.write(table(results, device.label, judgedSide));
  await stylizer.dispose();
}

async function compete(
  stylizer: Stylizer,
  inputs: Pick<RunRequest, 'content' | 'styles' | 'recipe' | 'model'>,
  { judges, curve, limit }: { judges: Judges; curve: Curve; limit: number },
  names: Pick<Result, 'pair' | 'contestant'>,
): Promise<{ result: Result; picture: Uint8Array }> {
  const before = process.cpuUsage();
  const output = { type: 'png', quality: 100 } as const;
  let size: readonly [number, number] = [0, 0];
  const run = stylizer.start(
    { ...inputs, output, saveEvery: 0 },
    {
      phase: () => undefined,
      started: ({ width, height }) => (size = [width, height]),
      epochs: (reports, epochMs) => {
        curve.add(reports, epochMs);
        if (curve.seconds > limit) run.stop();
      },
      intermediate: () => undefined,
    },
  );
  try {
    const { epochs, seconds } = await run.finished;
    const used = process.cpuUsage(before);
    const processorSeconds = (used.user + used.system) / 1e6;
    const { bytes } = await run.encode(output);
    const scores = await judges.score(await nodeCodec.decode({ name: names.pair, bytes }, Infinity));
    const megapixelSteps = stepsTimesPixels(inputs.recipe, ...size, epochs) / 1e6;
    const result = {
      ...names,
      size: size.join(' × '),
      epochs,
      megapixelSteps,
      seconds,
      processorSeconds,
      scores,
    };
    return { result, picture: bytes };
  } finally {
    await run.dispose();
  }
}

function inWords({ scores: { vgg19: score }, epochs, processorSeconds }: Result): string {
  const { style, content, twoWay } = score;
  return `style ${style.toFixed(3)}, content ${content.toFixed(3)}, two-way ${twoWay.toFixed(3)}; ${epochs} epochs, ${processorSeconds.toFixed(0)} processor seconds`;
}

function fileName(pair: Pair, { name }: Contestant): string {
  return `${pair.name} ${name}`.replace(/[^a-zA-Z0-9.=]+/g, '-') + '.png';
}

function table(results: readonly Result[], device: string, side: number): string {
  const rows = results.map(
    ({ pair, contestant, size, epochs, megapixelSteps, seconds, processorSeconds, scores }) =>
      [
        pair,
        contestant,
        size,
        epochs,
        megapixelSteps.toFixed(1),
        seconds.toFixed(0),
        processorSeconds.toFixed(0),
        ...[scores.vgg19, scores.random].map(({ style, content, twoWay }) =>
          [style, content, twoWay].map(distance => distance.toFixed(3)).join(' / '),
        ),
        scores.vgg19.layers.map(layer => layer.toFixed(2)).join(' '),
      ].join(' | '),
  );
  return [
    `Judged at ${side} px; run on ${device}.`,
    '',
    '| pair | recipe | size | epochs | steps × pixels, millions | seconds | processor seconds | style / content / two-way distance | the same by a random network | relu1_1 … relu5_1 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(row => `| ${row} |`),
    '',
  ].join('\n');
}

await runMain(qualityCommand, line => main(qualityArguments(line)));
