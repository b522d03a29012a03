// Checks the GPU of this machine as the command "Pastiche: Check GPU" does, through Dawn, and prints the report as
// Markdown:
//   npm run --silent check-gpu [-- --json]
// Exit code 0 when every kernel computes what the processor does, 1 when one does not or there is no WebGPU, 2 for bad
// usage.
import { parseArgs } from 'node:util';
import { PasticheError } from '../src/shared/errors';
import { reportMarkdown } from '../src/shared/gpu/gpuReportText';
import { provideWebGpu } from './lib/node/nodeGpu';
import { nodePlatform } from './lib/node/nodePlatform';
import { runMain } from './lib/process/runMain';

function parse(): { readonly json: boolean } {
  try {
    const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
    return values;
  } catch (thrown) {
    throw new PasticheError('usage', (thrown as Error).message, 'Usage: npm run check-gpu [-- --json]');
  }
}

async function main(): Promise<number> {
  const { json } = parse();
  await provideWebGpu();
  const { checkGpu } = await import('../webview/engine/check/checkGpu');
  let shown = '';
  const report = await checkGpu(nodePlatform.software, step => {
    if (step !== shown) process.stderr.write(`${step}…\n`);
    shown = step;
  });
  process.stdout.write(`${json ? JSON.stringify(report, undefined, 1) : reportMarkdown(report)}\n`);
  return report.adapter && report.kernels.every(({ passed }) => passed) ? 0 : 1;
}

await runMain(main);
