// Checks the GPU of this machine as the command "Pastiche: Check GPU" does, through Dawn, and prints the report as Markdown:
//   npm run --silent check-gpu [-- --json]
// Exit code 0 when every kernel computes what the processor does, 1 when one does not or there is no WebGPU, 2 for bad usage.
import { reportMarkdown } from '../src/shared/gpu/gpuReportText';
import { provideWebGpu } from './lib/node/nodeGpu';
import { nodePlatform } from './lib/node/nodePlatform';
import { runMain } from './lib/process/runMain';

const command = {
  usage: 'npm run --silent check-gpu [-- --json]',
  flags: { json: { about: 'prints the report as JSON' } },
};

async function main(json: boolean): Promise<number> {
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

await runMain(command, ({ values }) => main(values.json));
