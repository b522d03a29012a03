import type { Shaped, Shapes } from '../../network/shapes';
import type { Edges } from '../../network/edges';
import type { KernelSet, Term } from '../../gradient/kernelSet';
import {
  leastDistance,
  type ContentTarget,
  type GramTarget,
  type StyleTarget,
  type WassersteinTarget,
} from '../../losses/objective';
import { likePlane, mapPlane, plane, type Plane } from './plane';
import { ReferenceConvolution, throughGate } from './referenceConvolution';
import { pool, poolGradient } from './referencePooling';
import { wassersteinLoss } from './referenceWasserstein';

interface LossAndGradient {
  readonly loss: number;
  readonly gradient: Plane;
}

/**
 * The explicit program's kernels by their definitions: plain loops in double precision, independent of any backend. They
 * are slow, and the others are judged by them.
 * @param valuesOf gives the numbers of an array among weights and targets
 */
export function referenceKernels(
  valuesOf: (array: Shaped) => ArrayLike<number>,
): KernelSet<Plane, number, Shapes> {
  /** A term with a mask, which multiplies the activations before the loss, and so the gradient after it. */
  function masked(
    { mask }: StyleTarget<Shapes> | ContentTarget<unknown, Shapes>,
    evaluate: (x: Plane) => LossAndGradient,
  ): Term<Plane, number> {
    if (!mask) return evaluate;
    const weights = valuesOf(mask);
    const through = (x: Plane): Plane =>
      mapPlane(x, (value, index) => value * weights[Math.floor(index / x.channels)]!);
    return x => {
      const { loss, gradient } = evaluate(through(x));
      return { loss, gradient: through(gradient) };
    };
  }

  return {
    convolution: ({ kernel, bias }, edges) =>
      new ReferenceConvolution(valuesOf(kernel), valuesOf(bias), kernel.shape[2], edges),
    styleTerm: target =>
      masked(target, x =>
        target.loss === 'wasserstein'
          ? wassersteinStyle(x, target, valuesOf)
          : styleLoss(x, valuesOf(target.gram), target),
      ),
    contentTerm: target => masked(target, x => contentLoss(x, valuesOf(target.features), target)),
    variationTerm: (weight, edges) => x => variationLoss(x, weight, edges),
    project: (x, head) => {
      const [channels, outputs] = head.shape;
      const weights = valuesOf(head);
      return perPixel(x, outputs, channels, (from, to) => weights[from * outputs + to]!);
    },
    projectGradient: (gradient, head) => {
      const [channels, outputs] = head.shape;
      const weights = valuesOf(head);
      return perPixel(gradient, channels, outputs, (from, to) => weights[to * outputs + from]!);
    },
    pool,
    poolGradient: (gradient, pooling, gate) =>
      throughGate(poolGradient(gradient, pooling, gate.activation!), gate),
    gate: (activation, own) => throughGate(likePlane(own), { activation, own }),
    add: (a, b) => mapPlane(a, (value, index) => value + b.values[index]!),
    sum: losses => losses.reduce((a, b) => a + b, 0),
    release: () => undefined,
  };
}

/** Multiplies every pixel's channels by a matrix. */
function perPixel(
  x: Plane,
  outputs: number,
  inputs: number,
  weight: (from: number, to: number) => number,
): Plane {
  const result = plane(x.height, x.width, outputs);
  result.values.forEach((_, index) => {
    const pixel = Math.floor(index / outputs);
    for (let from = 0; from < inputs; from++) {
      result.values[index]! += x.values[pixel * inputs + from]! * weight(from, index % outputs);
    }
  });
  return result;
}

/** The Gram loss coefficient * |G - goal|, squared or not, with G = F^T F; and its gradient, 2 slope F (G - goal). */
function styleLoss(x: Plane, goal: ArrayLike<number>, target: GramTarget<Shapes>): LossAndGradient {
  const { channels, values } = x;
  const pixels = x.height * x.width;
  const difference = new Float64Array(channels * channels);
  for (let i = 0; i < channels; i++) {
    for (let j = 0; j < channels; j++) {
      let sum = 0;
      for (let pixel = 0; pixel < pixels; pixel++) {
        sum += values[pixel * channels + i]! * values[pixel * channels + j]!;
      }
      difference[i * channels + j] = sum - goal[i * channels + j]!;
    }
  }
  const { loss, slope } = weighed(difference, target);
  const gradient = likePlane(x);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let j = 0; j < channels; j++) {
      let sum = 0;
      for (let i = 0; i < channels; i++) {
        sum += values[pixel * channels + i]! * difference[i * channels + j]!;
      }
      gradient.values[pixel * channels + j] = 2 * slope * sum;
    }
  }
  return { loss, gradient };
}

function wassersteinStyle(
  x: Plane,
  target: WassersteinTarget<Shapes>,
  valuesOf: (array: Shaped) => ArrayLike<number>,
): LossAndGradient {
  const mask = target.mask && valuesOf(target.mask);
  const { squared, gradient } = wassersteinLoss(x, pixel => mask?.[pixel] ?? 1, {
    ...target,
    goal: valuesOf(target.mean),
    root: Float64Array.from(valuesOf(target.root)),
  });
  const { loss, slope } = weighSquares(squared, target);
  return { loss, gradient: mapPlane(gradient, value => slope * value) };
}

function contentLoss(
  x: Plane,
  goal: ArrayLike<number>,
  target: ContentTarget<unknown, Shapes>,
): LossAndGradient {
  const difference = mapPlane(x, (value, index) => value - goal[index]!);
  const { loss, slope } = weighed(difference.values, target);
  return { loss, gradient: mapPlane(difference, value => slope * value) };
}

/** The loss of a difference d, and the factor that makes d the loss's gradient. */
function weighed(
  difference: Float64Array,
  target: StyleTarget<Shapes> | ContentTarget<unknown, Shapes>,
): { loss: number; slope: number } {
  return weighSquares(
    difference.reduce((sum, value) => sum + value ** 2, 0),
    target,
  );
}

function weighSquares(
  squared: number,
  target: StyleTarget<Shapes> | ContentTarget<unknown, Shapes>,
): { loss: number; slope: number } {
  const { coefficient, distance } = target;
  if (distance === 'squared') return { loss: coefficient * squared, slope: 2 * coefficient };
  const norm = Math.sqrt(Math.max(squared, leastDistance(target) ** 2));
  return { loss: coefficient * norm, slope: coefficient / norm };
}

/** The variation loss weight * sum |difference| over all pairs of neighbours; under `wrap` the last and the first are one. */
function variationLoss(x: Plane, weight: number, edges: Edges): LossAndGradient {
  const { height, width, channels, values } = x;
  const gradient = likePlane(x);
  let length = 0;
  const pair = (here: number, next: number): void => {
    for (let c = 0; c < channels; c++) {
      const difference = values[next * channels + c]! - values[here * channels + c]!;
      length += Math.abs(difference);
      gradient.values[next * channels + c]! += weight * Math.sign(difference);
      gradient.values[here * channels + c]! -= weight * Math.sign(difference);
    }
  };
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const here = row * width + column;
      if (column + 1 < width || edges === 'wrap') pair(here, row * width + ((column + 1) % width));
      if (row + 1 < height || edges === 'wrap') pair(here, ((row + 1) % height) * width + column);
    }
  }
  return { loss: weight * length, gradient };
}
