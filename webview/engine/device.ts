import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { guardAllocation } from './kernels/wasm/guardAllocation';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { DeviceName, DevicePreference, DeviceReport } from '../../src/shared/device';
import { PasticheError } from '../../src/shared/errors';
import { webGpuAdvice } from './deviceAdvice';
import { DeviceWatch, watchGpu, watchWebGl } from './deviceFailure';
import { findAdapter, requestDevice } from './gpuAdapter';
import { findRenderer } from './webGlRenderer';

/** An open device: tfjs computes there until it is closed. */
export interface Device {
  readonly report: DeviceReport;
  /** Where tfjs computes by WebGPU. */
  readonly gpu?: GPUDevice;
  /** Of the device's end: it went away or ran out of memory, and is to be opened anew. */
  readonly watch: DeviceWatch;
  close(): void;
}

/** Where the wasm binaries are: a folder with a trailing slash, or a URL for each name. */
export type WasmLocation = Parameters<typeof setWasmPaths>[0];

/** tfjs's WebGL backend, as far as it is needed here. */
interface WebGlBackend {
  readonly gpgpu: { readonly gl: { readonly canvas: EventTarget } };
}

type Attempt = { device: Device } | { refusal: string };

/**
 * Opens the preferred device, or with `auto` the fastest that works: WebGPU on real hardware, WebGL on real hardware, wasm,
 * cpu. A software adapter is slower than wasm and only used when asked for by name.
 * @throws PasticheError `device`, saying why the preferred device cannot be had
 */
export async function openDevice(preference: DevicePreference, wasm: WasmLocation): Promise<Device> {
  if (preference !== 'auto') {
    const attempt = await open(preference, wasm, true);
    if ('device' in attempt) return attempt.device;
    throw new PasticheError(
      'device',
      `The device "${preference}" cannot be used. ${attempt.refusal}`,
      'Set pastiche.device to auto.',
    );
  }
  let refusal: string | undefined;
  for (const name of ['webgpu', 'webgl', 'wasm', 'cpu'] as const) {
    const attempt = await open(name, wasm, false);
    if ('device' in attempt) return refusal ? withAdvice(attempt.device, refusal) : attempt.device;
    // The first refusal is WebGPU's, the one that a person can do something about.
    refusal ??= attempt.refusal;
  }
  throw new PasticheError('device', 'No device can compute here, not even the processor.');
}

function open(name: DeviceName, wasm: WasmLocation, acceptSoftware: boolean): Promise<Attempt> {
  if (name === 'webgpu') return openWebGpu(acceptSoftware);
  if (name === 'webgl') return openWebGl(acceptSoftware);
  return openProcessor(name, wasm);
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
  return {
    device: {
      report: { name: 'webgpu', label: `${label} (WebGPU)`, software },
      gpu: device,
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
  return {
    device: {
      report: { name: 'webgl', label: `${label} (WebGL)`, software },
      watch: watchWebGl((tf.backend() as unknown as WebGlBackend).gpgpu.gl.canvas),
      close: () => {
        // A context that was lost never comes back; the next backend has one of its own.
        tf.removeBackend('webgl');
        tf.registerBackend('webgl', makeBackend);
      },
    },
  };
}

async function openProcessor(name: 'wasm' | 'cpu', wasm: WasmLocation): Promise<Attempt> {
  if (name === 'wasm') setWasmPaths(wasm);
  if (!(await tf.setBackend(name))) return { refusal: `The ${name} backend did not start.` };
  if (name === 'wasm') guardAllocation(tf.backend());
  const label = name === 'wasm' ? 'Processor (WebAssembly)' : 'Processor (JavaScript)';
  return { device: processorDevice(name, label) };
}

function processorDevice(name: 'wasm' | 'cpu', label: string): Device {
  return {
    report: { name, label, software: true },
    watch: new DeviceWatch(),
    // tfjs forgets how to make a backend that is removed; these hold nothing once their tensors are disposed of.
    close: () => undefined,
  };
}

async function useBackend(name: string, create: () => tf.KernelBackend): Promise<void> {
  // tfjs knows the backend only where WebGPU was there when it was imported.
  if (tf.findBackendFactory(name)) tf.removeBackend(name);
  tf.registerBackend(name, create);
  await tf.setBackend(name);
}

function withAdvice(device: Device, refusal: string): Device {
  return { ...device, report: { ...device.report, reason: refusal, remedy: webGpuAdvice() } };
}
