import type { ConvolutionVariant } from '../backends/webgpu/tuning/plan';
import type { Tiling } from '../backends/webgpu/tuning/tiling';
import { backward, forward } from './convolutionChecks';
import { add, gate, image, pool, poolGradient, projection } from './elementChecks';
import type { Computation, KernelCheck } from './kernelCheck';
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
  const onFirst = (check: Computation): KernelCheck => ({ ...check, variant: first });
  const tiled = tilings.flatMap((tiling, rank) => [
    ...[direct(tiling), ...winograd(tiling)].flatMap(variant => [
      forward(variant, 'zero'),
      // One tiling is enough to try all ways of finishing a gradient, which do not depend on it.
      backward(variant, 'zero', rank === 0 ? undefined : [{ activation: true, own: true }]),
    ]),
    ...[projection(tiling), style(tiling, 'squared'), wasserstein(tiling, false)].map(check => ({
      ...check,
      variant: direct(tiling),
    })),
  ]);
  const wrapped = [first, ...winograd(tilings[0]!)].flatMap(variant => [
    forward(variant, 'wrap'),
    backward(variant, 'wrap'),
  ]);
  const reductions = [
    style(tilings[0]!, 'norm'),
    wasserstein(tilings[0]!, true),
    ...(['squared', 'norm'] as const).map(distance => content(distance)),
    ...(['zero', 'wrap'] as const).map(edges => variation(edges, sizes)),
    losses,
  ].map(onFirst);
  return [
    onFirst(image),
    ...tiled,
    ...wrapped,
    forward(first, 'replicate'),
    backward(first, 'replicate'),
    ...poolings.flatMap(pooling => [pool(pooling, sizes), poolGradient(pooling, sizes)]).map(onFirst),
    ...[gate, add, content('squared', true)].map(onFirst),
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
