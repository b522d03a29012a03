import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Recipe } from '../../../src/shared/recipe';
import { WebGpuAdam } from '../kernels/webgpu/webgpuAdam';
import type { Descent } from './descent';
import { TensorDescent } from './tensorDescent';

/** The fastest descent that tfjs's current backend has for a recipe. */
export function createDescent(recipe: Recipe): Descent {
  const fused = recipe.optimizer === 'adam' && tf.backend() instanceof WebGPUBackend;
  return fused ? new WebGpuAdam(recipe) : new TensorDescent(recipe);
}
