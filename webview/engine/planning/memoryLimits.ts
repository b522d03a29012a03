import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ProgramShapes } from '../gradient/programShapes';
import { programMemory } from './memoryForecast';

/** What a device can hold, in bytes. */
export interface MemoryLimits {
  /** Bytes for the arrays of one program, beside the image itself and the optimiser's state. */
  readonly program: number;
  /** Bytes of the largest buffer. */
  readonly buffer: number;
}

const gibibyte = 2 ** 30;

/**
 * What the current device can hold.
 * @param budget bytes that the person allows; 0 leaves it to the engine, which must guess: no browser tells how much memory
 * there is
 */
export function memoryLimits(budget = 0): MemoryLimits {
  const backend = tf.backend();
  // WebAssembly's memory ends at 4 GiB, so that a program gets half of that.
  if (!(backend instanceof WebGPUBackend)) return { program: budget || 2 * gibibyte, buffer: Infinity };
  const { maxBufferSize, maxStorageBufferBindingSize } = backend.device.limits;
  return {
    program: budget || 3 * gibibyte,
    buffer: Math.min(maxBufferSize, maxStorageBufferBindingSize),
  };
}

export function fits(program: ProgramShapes, limits: MemoryLimits): boolean {
  const { bytes, largest } = programMemory(program);
  return bytes <= limits.program && largest <= limits.buffer;
}
