import type { ConvolutionTask } from './task';
import { gateArrays, gateKind } from '../shaders/gate';
import { linearGrid } from '../program/kernel';
import { matmulKernel } from '../products/matmul';
import type { ConvolutionVariant } from '../tuning/plan';
import { productGrid } from '../tuning/tiling';
import { shapeOf, type Recorder } from '../program/recorder';
import { winogradGradientKernel, winogradInputKernel, winogradOutputKernel } from './winogradKernels';
import { winograd } from './winogradTransforms';

type Variant = Extract<ConvolutionVariant, { kind: 'winograd' }>;

/**
 * Records a Winograd convolution: a transform, n * n matrix products, and the transform back; in bands of Winograd tiles
 * where the workspace is too small for all of them.
 */
export function recordWinograd(recorder: Recorder, task: ConvolutionTask, { tile, tiling }: Variant): void {
  const { plan, recording } = recorder;
  const { precision } = plan;
  const { name, x, result, weights, edges, finish } = task;
  const { direction } = finish;
  const [height, width, inChannels] = shapeOf(x);
  const outChannels = shapeOf(result)[2];
  const positions = winograd(tile).size ** 2;
  const tilesAcross = Math.ceil(width / tile);
  const allTiles = tilesAcross * Math.ceil(height / tile);

  const bytesPerTile = positions * (inChannels + outChannels) * (precision === 'f16' ? 2 : 4);
  const tilesInBand = Math.max(1, Math.min(allTiles, Math.floor(plan.workspaceBytes / bytesPerTile)));
  const bands = Math.ceil(allTiles / tilesInBand);
  const evenBand = Math.ceil(allTiles / bands);
  const [inQuads, outQuads] = [inChannels / 4, outChannels / 4];
  const transformed = recorder.stored(`${name} tiles`, positions, evenBand, inChannels);
  const products = recorder.stored(`${name} products`, positions, evenBand, outChannels);
  const inputKernel = winogradInputKernel(precision, tile, direction, edges);
  const productKernel = matmulKernel(precision, tiling, direction === 'forward' ? 'columns' : 'depth');
  const [outputKernel, finishing] =
    finish.direction === 'forward'
      ? [winogradOutputKernel(precision, tile), { bias: finish.bias }]
      : [winogradGradientKernel(precision, tile, gateKind(finish.gate)), gateArrays(finish.gate)];

  for (let firstTile = 0; firstTile < allTiles; firstTile += evenBand) {
    const tiles = Math.min(evenBand, allTiles - firstTile);
    const place = { width, height, tilesAcross, firstTile, tiles };
    recording.launch(inputKernel, {
      label: name,
      arrays: { x, result: transformed },
      parameters: { ...place, quads: inQuads },
      grid: linearGrid(tiles * inQuads),
    });
    recording.launch(productKernel, {
      label: name,
      arrays: { left: transformed, right: weights, result: products },
      parameters: { rows: tiles, quads: outQuads, depth: inQuads, segments: 1 },
      grid: productGrid(tiling, tiles, outQuads, positions),
      operations: 2 * positions * tiles * inChannels * outChannels,
    });
    recording.launch(outputKernel, {
      label: name,
      arrays: { products, result, ...finishing },
      parameters: { ...place, quads: outQuads },
      grid: linearGrid(tiles * outQuads),
    });
  }
}
