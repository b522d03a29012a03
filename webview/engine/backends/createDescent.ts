import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { WebGpuAdam } from './webgpu/adam';
import type { Descent } from '../optimizers/descent';
import { TensorDescent } from '../optimizers/tensorDescent';

/** The fastest descent for a recipe on tfjs's current backend. */
export function createDescent(recipe: Recipe): Descent {
  const fused = recipe.optimizer === 'adam' && tf.backend() instanceof WebGPUBackend;
  return fused ? new WebGpuAdam(recipe) : new TensorDescent(recipe);
}
