import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { lossTerms } from '../gradient/tappedLosses';
import { ExplicitProgram } from '../gradient/program';
import type { ProgramShapes } from '../gradient/programShapes';
import { ByteCounter } from '../backends/tensor/countingKernels';
import { forecast } from '../backends/webgpu/forecast';
import { planOf } from '../backends/webgpu/tunedDevice';
import { kernelModule } from '../backends/wasm/kernelTeam';
import { productBytes, styleBytes } from '../backends/wasm/matrixProducts';
import { convolutionBytes } from '../backends/wasm/winograd/winogradConvolution';
import { leastPixels } from '../backends/wasm/winograd/winogradLayer';
import { shaped } from '../network/shapes';
import { layerSize } from '../network/vgg19';

export interface ProgramMemory {
  readonly bytes: number;
  /** Bytes of the largest array, which a device may not be able to hold in one piece. */
  readonly largest: number;
}

/** The memory that evaluating the losses takes on the current device, beside network, targets and image. */
export function programMemory(program: ProgramShapes): ProgramMemory {
  const backend = tf.backend();
  if (backend instanceof WebGPUBackend) {
    const { programBytes, largestBufferBytes } = forecast(program, planOf(backend.device, program.precision));
    return { bytes: programBytes, largest: largestBufferBytes };
  }
  const { network, targets, height, width, recomputedBlocks } = program;
  const counter = new ByteCounter();
  new ExplicitProgram(counter, network, lossTerms(counter, network, targets), recomputedBlocks).run({
    shape: [1, height, width, 3],
  });
  return { bytes: counter.peak + ownBytes(program), largest: counter.largest };
}

/**
 * The most bytes that a run will hold, known before it starts: what `RunSummary.peakBytes` will count, within about a tenth.
 * @param programs those of all scales, or of their tiles; they share one network
 * @param image [height, width] of the last scale
 */
export function forecastPeakBytes(
  programs: readonly ProgramShapes[],
  [height, width]: readonly [number, number],
  { optimizer }: Recipe,
): number {
  const largest = Math.max(...programs.map(program => programMemory(program).bytes + targetBytes(program)));
  const { network } = programs[0]!;
  const weights = network.convolutions.reduce(
    (sum, { kernel, bias, head }) => sum + kernel.size + bias.size + (head?.size ?? 0),
    0,
  );
  // tfjs's kernels need the weights turned as well, for input gradients; our shaders read the same weights in both directions.
  const copies = tf.backend() instanceof WebGPUBackend ? 1 : 2;
  const images = optimizer === 'lbfgs' ? lbfgsImages : adamImages;
  return largest + copies * 4 * weights + images * 12 * height * width;
}

/**
 * How many images Adam's run holds: content, style, the shown one and its copies; image, gradient, two moments and the
 * average.
 */
const adamImages = 10;
/** How many images L-BFGS's run holds, roughly: ten steps and ten changes of the gradient more. */
const lbfgsImages = adamImages + 20;

interface LayerShape {
  readonly height: number;
  readonly width: number;
  readonly pixels: number;
  readonly depth: number;
  readonly outputs: number;
  readonly head: readonly [channels: number, outputs: number] | undefined;
}

/** The layers from the first to the deepest that is tapped. */
function layersOf({ network, targets, height, width }: ProgramShapes): LayerShape[] {
  const tapped = new Set<ConvName>([...targets.style, ...targets.content].map(({ layer }) => layer));
  const end = network.convolutions.findLastIndex(({ name }) => tapped.has(name)) + 1;
  const image = shaped<tf.Tensor4D>(1, height, width, 3);
  return network.convolutions.slice(0, end).map(({ name, kernel, head }) => {
    const [rows, columns] = layerSize(image, name);
    const [, , depth, outputs] = kernel.shape;
    return { height: rows, width: columns, pixels: rows * columns, depth, outputs, head: head?.shape };
  });
}

function targetBytes({ targets }: ProgramShapes): number {
  const style = targets.style.map(
    target =>
      (target.loss === 'wasserstein' ? target.root.size + target.mean.size : target.gram.size) +
      (target.mask?.size ?? 0),
  );
  const content = targets.content.map(({ features, mask }) => features.size + (mask?.size ?? 0));
  return 4 * [...style, ...content].reduce((sum, size) => sum + size, 0);
}

/**
 * Bytes of our wasm kernels' own memory: all kernels share it, so that it grows to what the largest of them needs. 0 on
 * other devices.
 */
function ownBytes(program: ProgramShapes): number {
  const crew = tf.getBackend() === 'wasm' ? kernelModule()?.crew : undefined;
  if (!crew) return 0;
  const layers = layersOf(program);
  const suitable = layers.filter(({ depth, pixels }) => depth % 8 === 0 && pixels >= leastPixels);
  return Math.max(
    0,
    ...suitable.flatMap(layer => [
      convolutionBytes(layer, crew),
      convolutionBytes({ ...layer, depth: layer.outputs, outputs: layer.depth }, crew),
    ]),
    ...layers.flatMap(({ head }) =>
      head ? [productBytes(head, crew), productBytes([head[1], head[0]], crew)] : [],
    ),
    ...program.targets.style.map(target =>
      styleBytes((target.loss === 'wasserstein' ? target.root : target.gram).shape[0], crew),
    ),
  );
}
