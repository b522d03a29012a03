// Times every kernel of an evaluation on the GPU, for work on their speed:
//   npx tsx scripts/lib/bench/profile.ts [--size 512] [--preset seed] [--precision f32]
// Every array holds zeros: their values do not change the work.
import { makeRecipe, presetNames } from '../../../src/shared/recipe/recipe';
import type { Dispatch, GpuArray } from '../../../webview/engine/backends/webgpu/program/recording';
import { provideWebGpu } from '../node/nodeGpu';
import { nodePlatform } from '../node/nodePlatform';
import { numberFrom, oneOf, type CommandLine } from '../process/commandLine';
import { runMain } from '../process/runMain';
import { profileTable, type LaunchTime } from './profileTable';

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
  const { openDevice } = await import('../../../webview/engine/devices/openDevice');
  const { recordShapes } = await import('../../../webview/engine/backends/webgpu/forecast');
  const { DeviceBuffers } = await import('../../../webview/engine/backends/webgpu/program/deviceBuffers');
  const { Recording } = await import('../../../webview/engine/backends/webgpu/program/recording');
  const { LaunchTimer } = await import('../../../webview/engine/backends/webgpu/tuning/launchTimer');
  const { measuredRates } = await import('../../../webview/engine/backends/webgpu/tuning/measuredRates');
  const { planFor } = await import('../../../webview/engine/backends/webgpu/tuning/plan');
  const { tilingName } = await import('../../../webview/engine/backends/webgpu/tuning/tiling');
  const { programShapes } = await import('../../../webview/engine/gradient/programShapes');
  const { shaped } = await import('../../../webview/engine/network/shapes');

  const { gpu, report } = await openDevice('webgpu', nodePlatform.wasm);
  const memory = new DeviceBuffers(gpu!);
  const rates = await measuredRates(memory, undefined);
  const image = shaped(1, size, size, 3);
  const images = { content: image, styles: [{ image, weight: 1 }] };
  const program = { ...programShapes('vgg19-uint8', makeRecipe(preset, { size }), images), precision };
  const timer = new LaunchTimer(memory);
  const times: LaunchTime[] = [];
  for (const dispatch of recordShapes(program, planFor(rates, precision)).dispatches) {
    const alone = new Recording();
    alone.dispatches.push(onOwnBuffers(dispatch));
    times.push({ dispatch, seconds: await timer.secondsOf(alone) });
  }

  process.stdout.write(`${report.label}, ${preset}, ${size} px, ${precision}\n`);
  for (const { tiling, operationsPerSecond } of rates.products) {
    process.stdout.write(
      `${(operationsPerSecond / 1e9).toFixed(0).padStart(8)} GFLOP/s  ${tilingName(tiling)}\n`,
    );
  }
  process.stdout.write(
    `${(rates.bytesPerSecond / 1e9).toFixed(0).padStart(8)} GB/s\n${(rates.secondsPerLaunch * 1e6).toFixed(1).padStart(8)} µs a launch\n\n`,
  );
  process.stdout.write(`${profileTable(times)}\n`);
}

/** A launch without the buffers of weights and targets, in whose place it gets buffers of the same size. */
function onOwnBuffers(dispatch: Dispatch): Dispatch {
  const own = new Map<GpuArray, GpuArray>();
  for (const array of dispatch.arrays) {
    const { label, shape, bytes } = array;
    own.set(array, { label, shape, bytes });
  }
  return { ...dispatch, arrays: dispatch.arrays.map(array => own.get(array)!) };
}

await runMain(command, main);
