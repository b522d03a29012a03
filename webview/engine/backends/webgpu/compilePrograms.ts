import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Recipe } from '../../../../src/shared/recipe/recipe';
import { programKernels } from './forecast';
import { compileAhead } from './program/pipelines';
import { planOf } from './tunedDevice';
import { stepKernel } from './adam';
import type { ProgramShapes } from '../../gradient/programShapes';

/** Compiles all shaders of a run at the same time, so that no scale's first epoch waits for them. Only WebGPU has any. */
export async function compilePrograms(
  programs: readonly ProgramShapes[],
  recipe: Recipe,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) return;
  const { device } = backend;
  const kernels = programs.flatMap(program => programKernels(program, planOf(device, program.precision)));
  await compileAhead(device, [...kernels, stepKernel(recipe)], onProgress);
}
