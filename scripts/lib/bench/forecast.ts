// Prints the memory and launches that programs need, planned for typical rates of a GPU; nothing is computed, no GPU needed:
//   npx tsx scripts/lib/bench/forecast.ts [--preset balanced] [--sizes 256,512]
import { makeRecipe, presetNames } from '../../../src/shared/recipe/recipe';
import { programShapes } from '../../../webview/engine/gradient/programShapes';
import { typicalRates } from '../../../webview/engine/backends/webgpu/tuning/deviceRates';
import { forecast } from '../../../webview/engine/backends/webgpu/forecast';
import { planFor } from '../../../webview/engine/backends/webgpu/tuning/plan';
import { shaped } from '../../../webview/engine/network/shapes';
import { numberFrom, oneOf, type CommandLine } from '../process/commandLine';
import { runMain } from '../process/runMain';

const command = {
  usage: 'npx tsx scripts/lib/bench/forecast.ts [flags]',
  flags: {
    preset: { value: 'NAME', about: presetNames.join(', '), fallback: 'balanced' },
    sizes: { value: 'PX,…', about: 'sides of the pictures', fallback: '64,128,256,512,1024,2048' },
  },
} as const;

const rates = typicalRates(false);
/** Launches of the optimiser's step, the last of an epoch. */
const stepLaunches = 1;

async function main({ preset, sizes }: CommandLine<typeof command.flags>['values']): Promise<void> {
  const recipe = makeRecipe(oneOf('--preset', presetNames, preset));
  process.stdout.write(
    '| Size | Precision | Blocks recomputed | Program MB | Launches |\n| --: | --- | --: | --: | --: |\n',
  );
  for (const size of sizes.split(',').map(text => numberFrom('--sizes', text, 16))) {
    const image = shaped(1, size, size, 3);
    const shapes = programShapes('vgg19-uint8', recipe, { content: image, styles: [{ image, weight: 1 }] });
    for (const precision of ['f32', 'f16'] as const) {
      for (const recomputedBlocks of [0, 1, 2]) {
        const { bytes, launches } = forecast(
          { ...shapes, precision, recomputedBlocks },
          planFor(rates, precision),
        );
        const cells = [
          `${size}²`,
          precision,
          recomputedBlocks,
          Math.round(bytes / 1e6),
          launches + stepLaunches,
        ];
        process.stdout.write(`| ${cells.join(' | ')} |\n`);
      }
    }
  }
}

await runMain(command, ({ values }) => main(values));
