import type { ConvName } from '../../../../src/shared/model/vgg19Layout';
import type { ProgramShapes } from '../../gradient/programShapes';
import { shaped } from '../../network/shapes';
import { layerSize } from '../../network/vgg19';
import { TensorBackend } from '../tensor/backend';
import type { KernelModule } from './kernelModule';
import type { Crew } from './layOut';
import { productBytes, styleBytes } from './matrixProducts';
import { wasmKernels, wasmProducts } from './wasmKernels';
import { convolutionBytes } from './winograd/winogradConvolution';
import { leastPixels } from './winograd/winogradLayer';

/**
 * tfjs's wasm backend, with our kernels where most time is spent.
 * @param module the device's kernels; without them tfjs's own compute everything
 */
export function wasmBackend(module: KernelModule | undefined): TensorBackend {
  if (!module) return new TensorBackend();
  const bytesOf = (program: ProgramShapes): number => kernelBytes(program, module.crew);
  return new TensorBackend(wasmKernels(module), wasmProducts(module), bytesOf, module.account);
}

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
  const image = shaped(1, height, width, 3);
  return network.convolutions.slice(0, end).map(({ name, kernel, head }) => {
    const [rows, columns] = layerSize(image, name);
    const [, , depth, outputs] = kernel.shape;
    return { height: rows, width: columns, pixels: rows * columns, depth, outputs, head: head?.shape };
  });
}

/** Bytes of our kernels' own memory. All kernels share it, so that it grows to what the largest of them needs. */
function kernelBytes(program: ProgramShapes, crew: Crew): number {
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
