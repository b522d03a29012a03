import type { DeviceReport } from '../../../src/shared/gpu/device';
import type { EpochReport } from '../../../src/shared/messages/epochReport';
import type { Job } from '../../../src/shared/messages/protocol';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import type { RunStart } from '../../../webview/engine/stylizer';
import { idleRun, reduceRun, type RunEvent, type RunView } from '../../../webview/state/runView';

export const recipe = makeRecipe('seed', { size: 256, epochs: 100 });

export const gpu: DeviceReport = { name: 'webgpu', label: 'Test GPU (WebGPU)', software: false };

export const processor: DeviceReport = {
  name: 'wasm',
  label: 'Processor (WebAssembly)',
  software: true,
  reason: 'There is no adapter.',
  remedy: 'Update the driver.',
};

export const runStart: RunStart = {
  width: 256,
  height: 192,
  device: gpu,
  model: 'vgg19-uint8',
  peakBytes: 312e6,
  precision: 'f32',
};

export function job(id: string, content = `photo${id}.jpg`, style = 'starry_night.jpg'): Job {
  return {
    id,
    content: { uri: `file:///${content}`, name: content },
    styles: [{ image: { uri: `file:///${style}`, name: style }, weight: 1 }],
  };
}

export function report(epoch: number, values: Partial<EpochReport> = {}): EpochReport {
  return { epoch, style: 10, content: 2, variation: 1, total: 13, ...values };
}

/** The state of a run after these events, from an idle one on. */
export function runAfter(...events: readonly RunEvent[]): RunView {
  return events.reduce(reduceRun, idleRun);
}

export const prepare: RunEvent = { kind: 'prepare', recipe, now: 0 };
export const started: RunEvent = { kind: 'started', start: runStart };
export const epochs = (done: number, epochMs = 10, { count = 1, sleptMs = 0 } = {}): RunEvent => {
  return { kind: 'epochs', done, epochMs, count, sleptMs };
};
