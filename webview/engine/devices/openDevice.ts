import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Backend } from '../backends/backend';
import { TensorBackend } from '../backends/tensor/backend';
import { wasmBackend } from '../backends/wasm/backend';
import { guardAllocation } from '../backends/wasm/guardAllocation';
import { openTeam } from '../backends/wasm/kernelTeam';
import { WebGpuBackend } from '../backends/webgpu/backend';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { DeviceName, DevicePreference, DeviceReport } from '../../../src/shared/gpu/device';
import { PasticheError } from '../../../src/shared/errors';
import { float16Refusal, webGpuAdvice } from './deviceAdvice';
import { DeviceWatch, watchGpu, watchWebGl } from './deviceWatch';
import type { Device } from './device';
import { findAdapter, requestDevice } from './gpuAdapter';
import type { Threads } from '../support/threads';
import { findRenderer } from './webGlRenderer';

/** Location of the wasm binaries: a folder with a trailing slash, or a URL for each name. */
export type WasmLocation = Parameters<typeof setWasmPaths>[0];

/** The part of tfjs's WebGL backend that is needed here and that tfjs's types leave out. */
interface WebGlBackend {
  readonly gpgpu: { readonly gl: { readonly canvas: EventTarget } };
}

/** What the wasm backend needs. */
interface Processor {
  readonly wasm: WasmLocation;
  readonly threads: Threads | undefined;
}

type Attempt = { device: Device } | { refusal: string };

/**
 * Opens the preferred device, or with `auto` the fastest that works: WebGPU on real hardware, WebGL on real hardware, wasm,
 * or as the last resort cpu, tfjs's plain JavaScript. A software adapter is slower than wasm and only used when asked for by name.
 * @param threads the threads that wasm may use; without them it computes on one
 * @throws PasticheError `device`, saying why the preferred device cannot be had
 */
export async function openDevice(
  preference: DevicePreference,
  wasm: WasmLocation,
  threads?: Threads,
): Promise<Device> {
  const processor = { wasm, threads };
  if (preference !== 'auto') {
    const attempt = await open(preference, processor, true);
    if ('device' in attempt) return attempt.device;
    throw new PasticheError(
      'device',
      `The device "${preference}" cannot be used. ${attempt.refusal}`,
      'Set pastiche.device to auto.',
    );
  }
  let refusal: string | undefined;
  for (const name of ['webgpu', 'webgl', 'wasm', 'cpu'] as const) {
    const attempt = await open(name, processor, false);
    if ('device' in attempt) return refusal ? withAdvice(attempt.device, refusal) : attempt.device;
    // The first refusal is WebGPU's, the one that a person can do something about.
    refusal ??= attempt.refusal;
  }
  throw new PasticheError('device', 'No device can compute here, not even the processor.');
}

function open(name: DeviceName, processor: Processor, acceptSoftware: boolean): Promise<Attempt> {
  if (name === 'webgpu') return openWebGpu(acceptSoftware);
  if (name === 'webgl') return openWebGl(acceptSoftware);
  return name === 'wasm' ? openWasm(processor) : openCpu();
}

async function openWebGpu(acceptSoftware: boolean): Promise<Attempt> {
  const found = await findAdapter();
  if ('refusal' in found) return found;
  const { adapter, label, software } = found;
  if (software && !acceptSoftware)
    return {
      refusal:
        'WebGPU finds no graphics adapter here, only a software emulation that is slower than WebAssembly.',
    };

  const device = await requestDevice(adapter);
  await useBackend('webgpu', () => new WebGPUBackend(device, adapter.info));
  const report = { name: 'webgpu', label: `${label} (WebGPU)`, software } as const;
  return {
    device: {
      backend: new WebGpuBackend(device),
      report,
      gpu: device,
      float16Refusal: float16Refusal(report.label, device),
      // Chromium cannot show a WebGPU canvas where a processor emulates WebGPU, since it composes the page without a GPU
      // there too, and loses the device when it tries.
      paintsDirectly: !software,
      warmsUp: false,
      watch: watchGpu(device),
      close: () => {
        tf.removeBackend('webgpu');
        device.destroy();
      },
    },
  };
}

async function openWebGl(acceptSoftware: boolean): Promise<Attempt> {
  const found = findRenderer();
  if ('refusal' in found) return found;
  const { label, software } = found;
  if (software && !acceptSoftware) return { refusal: 'WebGL here is a software emulation.' };
  const makeBackend = tf.findBackendFactory('webgl');
  if (!(await tf.setBackend('webgl'))) return { refusal: 'WebGL did not start.' };
  const report = { name: 'webgl', label: `${label} (WebGL)`, software } as const;
  return {
    device: {
      backend: new TensorBackend(),
      report,
      float16Refusal: float16Refusal(report.label),
      paintsDirectly: false,
      warmsUp: false,
      watch: watchWebGl((tf.backend() as unknown as WebGlBackend).gpgpu.gl.canvas),
      close: () => {
        // A context that was lost never comes back; the next backend has one of its own.
        tf.removeBackend('webgl');
        tf.registerBackend('webgl', makeBackend);
      },
    },
  };
}

async function openWasm({ wasm, threads }: Processor): Promise<Attempt> {
  setWasmPaths(wasm);
  // tfjs's own threads do not exist in Node, and need another binary in a page; the kernels that take long are ours anyway.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await tf.setBackend('wasm'))) return { refusal: 'The wasm backend did not start.' };
  guardAllocation(tf.backend());
  const team = await openTeam(threads);
  const count = team?.module.crew.threads ?? 1;
  const report = {
    name: 'wasm',
    label: `Processor (WebAssembly), ${count === 1 ? '1 thread' : `${count} threads`}`,
    software: true,
  } as const;
  return { device: processorDevice(wasmBackend(team?.module), report, () => team?.close()) };
}

async function openCpu(): Promise<Attempt> {
  if (!(await tf.setBackend('cpu'))) return { refusal: 'The cpu backend did not start.' };
  const report = { name: 'cpu', label: 'Processor (JavaScript)', software: true } as const;
  return { device: processorDevice(new TensorBackend(), report) };
}

/**
 * A device on the processor. Closing it keeps the backend, since tfjs forgets how to make one that is removed, and it holds
 * nothing once its tensors are disposed of.
 */
function processorDevice(
  backend: Backend,
  report: DeviceReport,
  close: () => void = () => undefined,
): Device {
  return {
    backend,
    report,
    float16Refusal: float16Refusal(report.label),
    paintsDirectly: false,
    warmsUp: true,
    watch: new DeviceWatch(),
    close,
  };
}

async function useBackend(name: string, create: () => tf.KernelBackend): Promise<void> {
  // tfjs has a backend of this name already if WebGPU was available when tfjs was imported.
  if (tf.findBackendFactory(name)) tf.removeBackend(name);
  tf.registerBackend(name, create);
  await tf.setBackend(name);
}

function withAdvice(device: Device, refusal: string): Device {
  return { ...device, report: { ...device.report, reason: refusal, remedy: webGpuAdvice() } };
}
