import type * as tf from '@tensorflow/tfjs';
import { ownBuffers } from '../../support/bufferAccount';
import {
  withinTiles,
  type Pulls,
  type Statistics,
  type Taps,
  type TileProgram,
  type TileView,
} from '../../tiles/tileProgram';
import { channelsSeen, type Network } from '../../network/vgg19';
import { BufferPool } from './program/bufferPool';
import { Execution } from './program/execution';
import type { Plan } from './tuning/plan';
import { recordMeasuring, recordPulling, type TileArrays, type TileSource } from './recordTile';
import type { GpuArray } from './program/recording';
import { TensorBuffers } from './tensorBuffers';

/** The tile program in our own WGSL. Tiles of the same size share a recording, and all sizes share memory. */
export class WebGpuTileProgram implements TileProgram {
  private readonly network: Network;
  private readonly pool = new BufferPool(new TensorBuffers().device);
  private readonly sizes = new Map<string, SizedTileProgram>();

  constructor(
    network: Network,
    private readonly taps: Taps,
    private readonly plan: Plan,
  ) {
    this.network = withinTiles(network);
  }

  measure(tile: TileView): Statistics {
    return this.programFor(tile).measure(tile);
  }

  pull(tile: TileView, pulls: Pulls): tf.Tensor4D {
    return this.programFor(tile).pull(tile, pulls);
  }

  dispose(): void {
    for (const program of this.sizes.values()) program.dispose();
    this.pool.dispose();
  }

  private programFor(tile: TileView): SizedTileProgram {
    const key = tile.image.shape.join();
    const known = this.sizes.get(key);
    if (known?.isCurrent) return known;
    known?.dispose();
    const { network, taps, plan, pool } = this;
    const made = new SizedTileProgram(network, taps, plan, pool, tile);
    this.sizes.set(key, made);
    return made;
  }
}

/** The two passes recorded for one size of tile. */
class SizedTileProgram {
  private readonly tensors = new TensorBuffers();
  private readonly arrays: TileArrays;
  private readonly buffers: GPUBuffer[] = [];
  private readonly pulling: Execution;
  private readonly measuring: Execution;

  constructor(network: Network, taps: Taps, plan: Plan, pool: BufferPool, like: TileView) {
    const { tensors } = this;
    this.arrays = this.makeArrays(network, taps, like);
    const source: TileSource = {
      network,
      taps,
      plan,
      size: { height: like.image.shape[1], width: like.image.shape[2] },
      bufferOf: tensor => tensors.lend(tensor),
      arrays: this.arrays,
    };
    const [pulling, measuring] = [recordPulling(source), recordMeasuring(source)];
    tensors.flush();
    // The larger program comes first, so that the other one finds its buffers in the pool.
    this.pulling = new Execution(tensors.device, pulling, pool);
    this.measuring = new Execution(tensors.device, measuring, pool);
  }

  get isCurrent(): boolean {
    return this.tensors.areCurrent();
  }

  measure(tile: TileView): Statistics {
    const { arrays } = this;
    this.run(this.measuring, this.viewOf(tile));
    return {
      sums: arrays.grams.map((gram, i) => {
        const sum = arrays.channelSums[i];
        return { gram: this.read(gram), ...(sum && { sum: this.read(sum) }) };
      }),
      squares: arrays.squares.map(sum => this.read(sum)),
    };
  }

  pull(tile: TileView, { style, content }: Pulls): tf.Tensor4D {
    const { arrays } = this;
    this.run(this.pulling, [
      ...this.viewOf(tile),
      ...style.flatMap(({ matrix, row, slope }, i): Input[] => [
        [matrix, arrays.matrices[i]!],
        [slope, arrays.styleSlopes[i]!],
        ...(row ? [[row, arrays.rows[i]!] as const] : []),
      ]),
      ...content.map((slope, i): Input => [slope, arrays.contentSlopes[i]!]),
    ]);
    return this.read(arrays.gradient);
  }

  dispose(): void {
    this.pulling.dispose();
    this.measuring.dispose();
    for (const buffer of this.buffers.splice(0)) ownBuffers.destroy(buffer);
  }

  private viewOf({ image, styleMasks, contentMasks, features }: TileView): Input[] {
    const { arrays } = this;
    return [
      [image, arrays.image],
      ...styleMasks.map((mask, i): Input => [mask, arrays.styleMasks[i]!]),
      ...contentMasks.map((mask, i): Input => [mask, arrays.contentMasks[i]!]),
      ...features.map((found, i): Input => [found, arrays.features[i]!]),
    ];
  }

  private run(execution: Execution, inputs: readonly Input[]): void {
    const { tensors } = this;
    const sources = inputs.map(([tensor]) => tensors.bufferOf(tensor));
    tensors.flush();
    const encoder = tensors.device.createCommandEncoder();
    for (const [i, [, { buffer, bytes }]] of inputs.entries()) {
      encoder.copyBufferToBuffer(sources[i]!, 0, buffer!, 0, bytes);
    }
    tensors.device.queue.submit([encoder.finish()]);
    execution.run();
  }

  private read<R extends tf.Rank>({ shape, bytes, buffer }: GpuArray): tf.Tensor<R> {
    const { tensors } = this;
    const result = tensors.make<R>(shape as tf.ShapeMap[R]);
    const encoder = tensors.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer!, 0, tensors.bufferOf(result), 0, bytes);
    tensors.device.queue.submit([encoder.finish()]);
    return result;
  }

  private makeArrays(network: Network, taps: Taps, like: TileView): TileArrays {
    const { style, content, means } = taps;
    const array = (label: string, shape: readonly number[]): GpuArray => {
      const bytes = shape.reduce((a, b) => a * b, 4);
      const buffer = this.tensors.makeBuffer(bytes);
      this.buffers.push(buffer);
      return { label, shape, bytes, buffer };
    };
    const arrays = (label: string, tensors: readonly tf.Tensor[]): GpuArray[] =>
      tensors.map(({ shape }) => array(label, shape));
    const channels = style.map(layer => channelsSeen(network, layer));
    const squares = (label: string): GpuArray[] => channels.map(count => array(label, [count, count]));
    const lines = (label: string): GpuArray[] => (means ? channels.map(count => array(label, [count])) : []);
    return {
      image: array('image', like.image.shape),
      styleMasks: arrays('style mask', like.styleMasks),
      contentMasks: arrays('content mask', like.contentMasks),
      features: arrays('features', like.features),
      matrices: squares('style matrix'),
      rows: lines('style row'),
      styleSlopes: style.map(() => array('style slope', [])),
      contentSlopes: content.map(() => array('content slope', [])),
      grams: squares('gram'),
      channelSums: lines('channel sums'),
      squares: content.map(() => array('squares', [])),
      gradient: array('gradient', like.image.shape),
    };
  }
}

type Input = readonly [tf.Tensor, GpuArray];
