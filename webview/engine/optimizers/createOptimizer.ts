import type { Recipe } from '../../../src/shared/recipe/recipe';
import { Adam } from './adam';
import { Lbfgs } from './lbfgs';
import type { Optimizer } from './optimizer';

export function createOptimizer({ optimizer, learningRate, secondMomentDecay }: Recipe): Optimizer {
  return optimizer === 'lbfgs' ? new Lbfgs() : new Adam({ learningRate, beta2: secondMomentDecay });
}
