import type { ConvolutionVariant } from '../backends/webgpu/tuning/plan';
import type { Tiling } from '../backends/webgpu/tuning/tiling';
import { backward, forward } from './convolutionChecks';
import { add, gate, image, pool, poolGradient, projection } from './elementChecks';
import type { KernelCheck } from './kernelCheck';
import { content, losses, style, variation, wasserstein } from './termChecks';

/**
 * Checks of every kernel that a run can launch, with each of the tilings.
 * @param subgroups whether the device has them, and sums by them are to be checked
 */
export function kernelChecks(tilings: readonly Tiling[], subgroups = false): KernelCheck[] {
  const direct = (tiling: Tiling): ConvolutionVariant => ({ kind: 'direct', tiling });
  const winograd = (tiling: Tiling): ConvolutionVariant[] =>
    ([2, 4] as const).map(tile => ({ kind: 'winograd', tile, tiling }));
  const first = direct(tilings[0]!);
  const tiled = tilings.flatMap((tiling, rank) => [
    ...[direct(tiling), ...winograd(tiling)].flatMap(variant => [
      forward(variant, 'zero'),
      // One tiling is enough to try all ways of finishing a gradient, which do not depend on it.
      backward(variant, 'zero', rank === 0 ? undefined : [{ activation: true, own: true }]),
    ]),
    projection(direct(tiling)),
    style(direct(tiling), 'squared'),
    wasserstein(direct(tiling), false),
  ]);
  const wrapped = [first, ...winograd(tilings[0]!)].flatMap(variant => [
    forward(variant, 'wrap'),
    backward(variant, 'wrap'),
  ]);
  const reductions = [
    style(first, 'norm'),
    wasserstein(first, true),
    ...(['squared', 'norm'] as const).map(distance => content(first, distance)),
    ...(['zero', 'wrap'] as const).map(edges => variation(first, edges, sizes)),
    losses(first),
  ];
  return [
    image(first),
    ...tiled,
    ...wrapped,
    forward(first, 'replicate'),
    backward(first, 'replicate'),
    ...poolings.flatMap(pooling => [pool(first, pooling, sizes), poolGradient(first, pooling, sizes)]),
    gate(first),
    add(first),
    content(first, 'squared', true),
    ...reductions,
    ...(subgroups ? reductions.map(bySubgroups) : []),
  ];
}

function bySubgroups(check: KernelCheck): KernelCheck {
  return { ...check, name: `${check.name}, added up by subgroups`, reduction: 'subgroups' };
}

const poolings = ['average', 'scaledAverage', 'max', 'l2'] as const;

const sizes = [
  [9, 13],
  [1, 6],
  [7, 1],
] as const;
