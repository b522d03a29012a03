import { fitWithin } from '../../../src/shared/fitWithin';
import { PasticheError } from '../../../src/shared/errors';
import type { EncodedImage, RunStart } from '../../../webview/engine/stylizer';
import type { EngineApi, EngineClientApi, RunSpec } from '../../../webview/engine/engineProtocol';
import { RpcPeer } from '../../../src/shared/messages/rpc';
import type { DeviceReport } from '../../../src/shared/gpu/device';
import type { Scenario } from './scenario';

/**
 * The harness's worker, which plays a scripted run, so that the studio's look can be worked on without computing. It is no
 * test.
 */

const scope = globalThis as unknown as {
  SCENARIO: Scenario;
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown, transfer: Transferable[]): void;
};
const scenario = scope.SCENARIO;
const later = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

const device: DeviceReport =
  scenario === 'software'
    ? {
        name: 'wasm',
        label: 'Processor (WebAssembly, SIMD)',
        software: true,
        reason:
          'VS Code gives this window no WebGPU adapter: the driver of this graphics card is on its blocklist.',
        remedy: 'Update the driver, or start VS Code with --enable-unsafe-webgpu.',
      }
    : { name: 'webgpu', label: 'NVIDIA GeForce RTX 3060 (WebGPU)', software: false };

let canvas: OffscreenCanvas;
let epoch = 0;
let paused = false;
let stopped = false;

const studio = new RpcPeer<EngineApi, EngineClientApi>(
  (message, transfer) => scope.postMessage(message, [...transfer]),
  {
    attach: params => ((canvas = params.canvas), null),
    open: async () => (await later(200), device),
    prepare: () => null,
    run,
    pause: () => ((paused = true), null),
    resume: () => ((paused = false), null),
    stop: () => ((stopped = true), (paused = false), null),
    encode: async ({ format }): Promise<EncodedImage> => {
      await later(400);
      const blob = await canvas.convertToBlob({ type: `image/${format.type}` });
      return { bytes: new Uint8Array(await blob.arrayBuffer()), format, epoch };
    },
    disposeRun: () => ((stopped = true), (paused = false), null),
  },
  error => studio.notify('defect', { message: error.message }),
);

async function run({
  content,
  styles,
  recipe,
  model,
}: RunSpec): Promise<{ epochs: number; seconds: number; peakBytes: number }> {
  epoch = 0;
  paused = stopped = false;
  studio.notify('phase', { phase: 'decoding' });
  const [image, paint] = await Promise.all(
    [content, styles[0].image].map(source => createImageBitmap(new Blob([source.bytes.slice()]))),
  );
  const start: RunStart = {
    ...fitWithin(image!.width, image!.height, recipe.size),
    device,
    model: model.kind === 'pocket' ? 'pocket' : 'vgg19-uint8',
    peakBytes: 312e6,
    precision: 'f32',
  };
  canvas.width = start.width;
  canvas.height = start.height;
  studio.notify('started', start);
  for (const fraction of [0, 0.3, 0.6, 1]) {
    studio.notify('phase', { phase: 'model', fraction });
    await later(120);
  }
  studio.notify('phase', { phase: 'targets' });
  await later(300);
  const context = canvas.getContext('2d')!;
  while (epoch < recipe.epochs && !stopped) {
    await later(120);
    if (paused) continue;
    if (scenario === 'lost' && epoch >= 60) {
      throw new PasticheError(
        'device',
        'The GPU was lost: the driver was reset.',
        'Close other programs that use the GPU, then retry.',
      );
    }
    const reports = [];
    for (let i = 0; i < 4 && epoch < recipe.epochs; i++, epoch++) {
      const style = 4e4 / (1 + epoch) ** 1.1 + 30 * Math.random();
      const content = 90 * (1 - Math.exp(-epoch / 40));
      const variation = 3 + 2 * Math.sin(epoch / 30);
      reports.push({ epoch, style, content, variation, total: style + content + variation });
    }
    context.globalAlpha = 1;
    context.drawImage(image!, 0, 0, start.width, start.height);
    context.globalCompositeOperation = 'overlay';
    context.globalAlpha = Math.min(0.9, epoch / recipe.epochs);
    context.drawImage(paint!, 0, 0, start.width, start.height);
    context.globalCompositeOperation = 'source-over';
    studio.notify('epochs', { reports, epochMs: 30, sleptMs: 0 });
  }
  return { epochs: epoch, seconds: 10, peakBytes: 0 };
}

scope.onmessage = event => studio.receive(event.data);
