import type { Convolution, Gate } from '../../../gradient/kernelSet';
import type { Shapes } from '../../../network/shapes';
import type { ConvWeights } from '../../../network/vgg19';
import type { Edges } from '../../../network/edges';
import { recordDirect } from './direct';
import type { Backward, Forward } from './task';
import { linearGrid } from '../program/kernel';
import type { ConvolutionShape, ConvolutionVariant } from '../tuning/plan';
import { shapeOf, type Recorder } from '../program/recorder';
import type { GpuArray } from '../program/recording';
import { recordPadded, recordStored } from './storedWeights';
import { recordWinograd } from './winograd';
import { winogradWeightsKernel } from './winogradKernels';
import { winograd, type WinogradTile } from './winogradTransforms';

/** A layer's convolution in a recorded program. Both directions read the same weights. */
export class WebGpuConvolution implements Convolution<GpuArray> {
  private readonly name: string;
  /** [9, in, out] in float32, `in` a multiple of four. */
  private readonly kernel: GpuArray;
  private readonly bias: GpuArray;
  /** The weights in the stored precision, made where a variant first asks for them. */
  private stored: GpuArray | undefined;
  private readonly transformed = new Map<WinogradTile, GpuArray>();

  constructor(
    private readonly recorder: Recorder,
    { name, kernel, bias }: ConvWeights<Shapes>,
    private readonly edges: Edges,
  ) {
    this.name = name;
    this.bias = recorder.given(`${name} bias`, bias);
    this.kernel = this.withWholeQuads(recorder.given(`${name} kernel`, kernel));
  }

  forward(x: GpuArray): GpuArray {
    const [height, width] = shapeOf(x);
    const outChannels = this.kernel.shape[3]!;
    const result = this.recorder.stored(`${this.name} activation`, height, width, outChannels);
    this.record(x, result, { direction: 'forward', bias: this.bias });
    return result;
  }

  inputGradient(gradient: GpuArray, gate: Gate<GpuArray>): GpuArray {
    const [height, width] = shapeOf(gradient);
    const inChannels = this.kernel.shape[2]!;
    const result = gate.own ?? this.recorder.stored(`${this.name} input gradient`, height, width, inChannels);
    this.record(gradient, result, { direction: 'backward', gate });
    return result;
  }

  /** The weights belong to the network and the recording. */
  dispose(): void {}

  private record(x: GpuArray, result: GpuArray, finish: Forward | Backward): void {
    const [height, width, inChannels] = shapeOf(x);
    const outChannels = shapeOf(result)[2];
    const variant = this.variant({ height, width, inChannels, outChannels });
    const { name, edges } = this;
    const task = { name, x, result, edges, finish };
    if (variant.kind === 'direct') {
      recordDirect(this.recorder, { ...task, weights: this.storedKernel() }, variant.tiling);
    } else {
      recordWinograd(this.recorder, { ...task, weights: this.transformedKernel(variant.tile) }, variant);
    }
  }

  private variant(shape: ConvolutionShape): ConvolutionVariant {
    const { plan, keepsWeights, passingWeightBytes } = this.recorder;
    const variant = plan.variant(shape, keepsWeights ? Infinity : passingWeightBytes);
    // Only the first layer replicates its edges, and Winograd gains little with an image's few channels.
    return this.edges === 'replicate' ? { kind: 'direct', tiling: variant.tiling } : variant;
  }

  private withWholeQuads(kernel: GpuArray): GpuArray {
    if (kernel.shape[2]! % 4 === 0) return kernel;
    return recordPadded(this.recorder, `${this.name} padded kernel`, kernel);
  }

  private storedKernel(): GpuArray {
    if (this.recorder.plan.precision === 'f32') return this.kernel;
    return (this.stored ??= recordStored(this.recorder, `${this.name} stored kernel`, this.kernel));
  }

  private transformedKernel(tile: WinogradTile): GpuArray {
    const known = this.transformed.get(tile);
    if (known) return known;
    const { plan, recording, keepsWeights } = this.recorder;
    const [, , inChannels, outChannels] = this.kernel.shape as [number, number, number, number];
    const positions = winograd(tile).size ** 2;
    const result = this.recorder.stored(`${this.name} winograd kernel`, positions, inChannels, outChannels);
    const items = (inChannels * outChannels) / 4;
    recording[keepsWeights ? 'prepare' : 'launch'](winogradWeightsKernel(plan.precision, tile), {
      label: this.name,
      arrays: { kernel: this.kernel, result },
      parameters: { items },
      grid: linearGrid(items),
    });
    if (keepsWeights) this.transformed.set(tile, result);
    return result;
  }
}
