import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { scalesOf } from '../../../src/shared/recipe/scales';
import type { Backend, MemoryLimits, ProgramMemory } from '../../../webview/engine/backends/backend';
import { TensorBackend } from '../../../webview/engine/backends/tensor/backend';
import { wasmBackend } from '../../../webview/engine/backends/wasm/backend';
import { kernelsAlone } from '../../../webview/engine/backends/wasm/kernelTeam';
import { WebGpuBackend } from '../../../webview/engine/backends/webgpu/backend';
import type { Precision } from '../../../webview/engine/gradient/precision';
import type { ProgramShapes } from '../../../webview/engine/gradient/programShapes';
import { wholeReader } from '../../../webview/engine/gradient/wholeReader';
import type { ScaleImages } from '../../../webview/engine/images/scaleImages';
import type { LossPlan } from '../../../webview/engine/losses/lossPlan';
import type { Objective, Targets } from '../../../webview/engine/losses/objective';
import { makeTargets } from '../../../webview/engine/losses/targets';
import { stylize, type Epoch, type MethodState } from '../../../webview/engine/method/stylize';
import type { Network, NetworkWeights } from '../../../webview/engine/network/vgg19';
import type { Descent } from '../../../webview/engine/optimizers/descent';
import type { Bands } from '../../../webview/engine/tiles/bands';
import type { TileSize } from '../../../webview/engine/tiles/tileGrid';
import { tiledReader } from '../../../webview/engine/tiles/tiledReader';
import type { Taps, TileProgram } from '../../../webview/engine/tiles/tileProgram';

/** Float32, with nothing recomputed. */
export const inFull = { precision: 'f32', recomputedBlocks: 0 } as const;

/** One module serves all, as it does on a device. */
const wasmModule = kernelsAlone();

/** A backend for each device, as the engine has, so that it knows what the device holds. */
const webGpuBackends = new WeakMap<GPUDevice, WebGpuBackend>();

/** The engine's backend for the one that tfjs computes on now, for tests that switch between devices. */
export function backendHere(): Backend {
  const current = tf.backend();
  if (current instanceof WebGPUBackend) {
    const known = webGpuBackends.get(current.device) ?? new WebGpuBackend(current.device);
    webGpuBackends.set(current.device, known);
    return known;
  }
  return tf.getBackend() === 'wasm' ? wasmBackend(wasmModule) : new TensorBackend();
}

/** The engine's parts on that backend. */

export function explicitObjective(
  network: Network,
  targets: Targets,
  precision: Precision = 'f32',
  recomputedBlocks = 0,
): Objective {
  return backendHere().objective(network, targets, { precision, recomputedBlocks });
}

/** The explicit program on tfjs's own operations, whatever kernels the backend would take. */
export function stockObjective(network: Network, targets: Targets): Objective {
  return new TensorBackend().objective(network, targets, inFull);
}

export function tileProgram(network: Network, taps: Taps): TileProgram {
  return backendHere().tileProgram(network, taps);
}

export function descentFor(recipe: Recipe): Descent {
  return backendHere().descent(recipe);
}

export function programMemory(program: ProgramShapes): ProgramMemory {
  return backendHere().programMemory(program);
}

export function deviceLimits(): MemoryLimits {
  return backendHere().limits;
}

type TargetArguments = [network: Network, images: ScaleImages, plan: LossPlan, recipe: Recipe];

export function wholeTargets(...args: TargetArguments): Promise<Targets> {
  return makeTargets<tf.Tensor4D>(wholeReader(backendHere()), ...args);
}

export function tiledTargets(tiles: TileSize, ...args: TargetArguments): Promise<Targets<Bands>> {
  return makeTargets(tiledReader(backendHere(), tiles), ...args);
}

export interface RunHere {
  readonly network: NetworkWeights;
  /** Longest side of the picture, px. */
  readonly side: number;
  imagesAt(side: number): ScaleImages;
  readonly plan: LossPlan;
  readonly recipe: Recipe;
  /** Computes every scale in these tiles. */
  readonly tiles?: TileSize | undefined;
  /** Where an interrupted run goes on. */
  readonly from?: MethodState | undefined;
}

export function stylizeHere({
  network,
  side,
  imagesAt,
  plan,
  recipe,
  tiles,
  from,
}: RunHere): AsyncGenerator<Epoch, void> {
  const scales = scalesOf(recipe, side).map(scale => ({ ...scale, tiles, program: inFull }));
  return stylize({
    backend: backendHere(),
    network,
    recipe,
    lossPlan: plan,
    planned: () => scales,
    imagesAt,
    from,
  });
}
