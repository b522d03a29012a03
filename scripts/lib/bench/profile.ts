// Times every kernel of an evaluation on the GPU, for work on their speed:
//   npx tsx scripts/lib/bench/profile.ts [--size 512] [--preset seed] [--precision f32]
// Weights and images are random: their values do not change the work.
import type * as Tf from '@tensorflow/tfjs';
import { makeRecipe, presetNames } from '../../../src/shared/recipe/recipe';
import { lossPlan } from '../../../webview/engine/losses/lossPlan';
import { provideWebGpu } from '../node/nodeGpu';
import { nodePlatform } from '../node/nodePlatform';
import { numberFrom, oneOf, type CommandLine } from '../process/commandLine';
import { runMain } from '../process/runMain';
import { profileTable } from './profileTable';
import { randomNetwork } from './work';

const command = {
  usage: 'npx tsx scripts/lib/bench/profile.ts [flags]',
  flags: {
    size: { value: 'PX', about: 'side of the picture', fallback: '512' },
    preset: { value: 'NAME', about: presetNames.join(', '), fallback: 'seed' },
    precision: { value: 'NAME', about: 'f32 or f16', fallback: 'f32' },
  },
} as const;

async function main({ values }: CommandLine<typeof command.flags>): Promise<void> {
  const size = numberFrom('--size', values.size, 16);
  const preset = oneOf('--preset', presetNames, values.preset);
  const precision = oneOf('--precision', ['f32', 'f16'], values.precision);

  await provideWebGpu();
  // tfjs looks for WebGPU when it is imported, so it comes after `provideWebGpu`.
  const tf = await import('@tensorflow/tfjs');
  const { wholeReader } = await import('../../../webview/engine/gradient/wholeReader');
  const { openDevice } = await import('../../../webview/engine/devices/openDevice');
  const { WebGpuBackend } = await import('../../../webview/engine/backends/webgpu/backend');
  const { networkFor } = await import('../../../webview/engine/network/vgg19');
  const { tilingName } = await import('../../../webview/engine/backends/webgpu/tuning/tiling');
  const { makeTargets } = await import('../../../webview/engine/losses/targets');

  const { gpu, report } = await openDevice('webgpu', nodePlatform.wasm);
  const backend = new WebGpuBackend(gpu!);
  const rates = await backend.measure();
  const recipe = makeRecipe(preset, { size });
  const network = networkFor(recipe, await randomNetwork());
  const [content, style] = [1, 2].map(seed =>
    tf.randomNormal<Tf.Rank.R4>([1, size, size, 3], 0, 1, 'float32', seed),
  ) as [Tf.Tensor4D, Tf.Tensor4D];
  const targets = await makeTargets(
    wholeReader(backend),
    network,
    { content, styles: [{ image: style, weight: 1 }] },
    lossPlan('vgg19-uint8', recipe),
    recipe,
  );
  const objective = backend.objective(network, targets, { precision, recomputedBlocks: 0 });
  await objective.evaluate(content).gradient.data();

  process.stdout.write(`${report.label}, ${preset}, ${size} px, ${precision}\n`);
  for (const { tiling, operationsPerSecond } of rates.products) {
    process.stdout.write(
      `${(operationsPerSecond / 1e9).toFixed(0).padStart(8)} GFLOP/s  ${tilingName(tiling)}\n`,
    );
  }
  process.stdout.write(
    `${(rates.bytesPerSecond / 1e9).toFixed(0).padStart(8)} GB/s\n${(rates.secondsPerLaunch * 1e6).toFixed(1).padStart(8)} µs a launch\n\n`,
  );
  process.stdout.write(`${profileTable(await objective.profile())}\n`);
}

await runMain(command, main);
