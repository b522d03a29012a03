import type * as tf from '@tensorflow/tfjs';
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
import type { DeviceBuffers } from './program/deviceBuffers';
import { Execution } from './program/execution';
import type { Plan } from './tuning/plan';
import {
  recordMeasuring,
  recordPulling,
  type ContentTap,
  type StyleTap,
  type TileArrays,
  type TileSource,
} from './recordTile';
import type { GpuArray } from './program/recording';
import { TensorBuffers } from './tensorBuffers';

/** The tile program in our own WGSL. Tiles of the same size share a recording, and all sizes share memory. */
export class WebGpuTileProgram implements TileProgram {
  private readonly network: Network;
  private readonly pool: BufferPool;
  private readonly sizes = new Map<string, SizedTileProgram>();

  constructor(
    private readonly memory: DeviceBuffers,
    network: Network,
    private readonly taps: Taps,
    private readonly plan: Plan,
  ) {
    this.network = withinTiles(network);
    this.pool = new BufferPool(memory);
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
    const { memory, network, taps, plan, pool } = this;
    const made = new SizedTileProgram(memory, network, taps, plan, pool, tile);
    this.sizes.set(key, made);
    return made;
  }
}

/** The two passes recorded for one size of tile. */
class SizedTileProgram {
  private readonly tensors: TensorBuffers;
  private readonly arrays: TileArrays;
  private readonly buffers: GPUBuffer[] = [];
  private readonly pulling: Execution;
  private readonly measuring: Execution;

  constructor(
    private readonly memory: DeviceBuffers,
    network: Network,
    taps: Taps,
    plan: Plan,
    pool: BufferPool,
    like: TileView,
  ) {
    const tensors = new TensorBuffers(memory);
    this.tensors = tensors;
    this.arrays = this.makeArrays(network, taps, like);
    const bufferOf: TileSource['bufferOf'] = tensor => tensors.lend(tensor);
    const source: TileSource = { network, plan, bufferOf, arrays: this.arrays };
    const [pulling, measuring] = [recordPulling(source), recordMeasuring(source)];
    tensors.flush();
    // The larger program comes first, so that the other one finds its buffers in the pool.
    this.pulling = new Execution(memory, pulling, pool);
    this.measuring = new Execution(memory, measuring, pool);
  }

  get isCurrent(): boolean {
    return this.tensors.areCurrent();
  }

  measure(tile: TileView): Statistics {
    const { style, content } = this.arrays;
    this.run(this.measuring, this.viewOf(tile));
    return {
      sums: style.map(({ gram, sum }) => ({ gram: this.read(gram), ...(sum && { sum: this.read(sum) }) })),
      squares: content.map(({ squares }) => this.read(squares)),
    };
  }

  pull(tile: TileView, pulls: Pulls): tf.Tensor4D {
    const { style, content, gradient } = this.arrays;
    this.run(this.pulling, [
      ...this.viewOf(tile),
      ...style.flatMap((tap, i): Input[] => {
        const { matrix, row, slope } = pulls.style[i]!;
        return [[matrix, tap.matrix], [slope, tap.slope], ...(row ? [[row, tap.row!] as const] : [])];
      }),
      ...content.map(({ slope }, i): Input => [pulls.content[i]!, slope]),
    ]);
    return this.read(gradient);
  }

  dispose(): void {
    this.pulling.dispose();
    this.measuring.dispose();
    this.memory.destroy(this.buffers.splice(0));
  }

  private viewOf(tile: TileView): Input[] {
    const { image, style, content } = this.arrays;
    return [
      [tile.image, image],
      ...style.map(({ mask }, i): Input => [tile.styleMasks[i]!, mask]),
      ...content.flatMap(({ mask, features }, i): Input[] => [
        [tile.content[i]!.mask, mask],
        [tile.content[i]!.features, features],
      ]),
    ];
  }

  private run(execution: Execution, inputs: readonly Input[]): void {
    const { tensors } = this;
    const copies = inputs.map(([tensor, { buffer }]) => ({ from: tensors.bufferOf(tensor), to: buffer! }));
    tensors.flush();
    this.memory.copy(copies);
    execution.run();
  }

  private read<R extends tf.Rank>({ shape, buffer }: GpuArray): tf.Tensor<R> {
    const result = this.tensors.make<R>(shape as tf.ShapeMap[R]);
    this.memory.copy([{ from: buffer!, to: this.tensors.bufferOf(result) }]);
    return result;
  }

  private makeArrays(network: Network, taps: Taps, like: TileView): TileArrays {
    const array = (label: string, shape: readonly number[]): GpuArray => {
      const bytes = shape.reduce((a, b) => a * b, 4);
      const buffer = this.tensors.makeBuffer(bytes);
      this.buffers.push(buffer);
      return { label, shape, bytes, buffer };
    };
    return {
      image: array('image', like.image.shape),
      style: taps.style.map((layer, i): StyleTap => {
        const channels = channelsSeen(network, layer);
        const means = taps.means && { sum: array('sums', [channels]), row: array('row', [channels]) };
        return {
          layer,
          mask: array('mask', like.styleMasks[i]!.shape),
          gram: array('gram', [channels, channels]),
          matrix: array('matrix', [channels, channels]),
          slope: array('slope', []),
          ...means,
        };
      }),
      content: taps.content.map((layer, i): ContentTap => ({
        layer,
        mask: array('mask', like.content[i]!.mask.shape),
        features: array('features', like.content[i]!.features.shape),
        squares: array('squares', []),
        slope: array('slope', []),
      })),
      gradient: array('gradient', like.image.shape),
    };
  }
}

type Input = readonly [tf.Tensor, GpuArray];
