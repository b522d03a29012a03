import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { vi } from 'vitest';
import { DeviceBuffers } from '../../../webview/engine/backends/webgpu/program/deviceBuffers';

/** An account of its own for buffers on the device that tfjs computes on. */
export function gpuMemory(): DeviceBuffers {
  return new DeviceBuffers((tf.backend() as WebGPUBackend).device);
}

/** Watches all accounts of GPU buffers from now on. @returns a function that tells how many buffers they hold */
export function watchBuffers(): () => number {
  const made = vi.spyOn(DeviceBuffers.prototype, 'make');
  return () =>
    [...new Set(made.mock.contexts as DeviceBuffers[])].reduce(
      (sum, { account }) => sum + account.buffers,
      0,
    );
}
