import { ExplicitProgram } from '../../gradient/program';
import { visitActivations } from '../../gradient/visitActivations';
import type { Taps } from '../../tiles/tileProgram';
import type { Network } from '../../network/vgg19';
import { recordChannelSums } from './losses/channelSums';
import { recordDifference, recordSquares } from './losses/contentTerm';
import { packKernel, unpackKernel } from './shaders/elementwise';
import { gramSumKernel } from './losses/gram';
import { linearGrid } from './program/kernel';
import { recordMask, throughMask } from './losses/masked';
import type { Plan } from './tuning/plan';
import { recordReadout } from './shaders/readout';
import { Recorder, shapeOf, type BufferOf } from './program/recorder';
import type { GpuArray, Recording } from './program/recording';
import type { ImageSize } from './recordObjective';
import { recordStyleGradient, recordStyleGram } from './losses/styleTerm';
import { webGpuKernels } from './kernels';

/** The inputs and outputs of a tile's two passes, in the order of the taps, as in tiles/tileProgram.ts. */
export interface TileArrays {
  readonly image: GpuArray;
  readonly styleMasks: readonly GpuArray[];
  readonly contentMasks: readonly GpuArray[];
  readonly features: readonly GpuArray[];
  readonly matrices: readonly GpuArray[];
  /** Empty where the style losses use no means, and so are `channelSums`. */
  readonly rows: readonly GpuArray[];
  readonly styleSlopes: readonly GpuArray[];
  readonly contentSlopes: readonly GpuArray[];
  readonly grams: readonly GpuArray[];
  readonly channelSums: readonly GpuArray[];
  readonly squares: readonly GpuArray[];
  readonly gradient: GpuArray;
}

export interface TileSource {
  readonly network: Network;
  readonly taps: Taps;
  readonly plan: Plan;
  readonly size: ImageSize;
  readonly bufferOf: BufferOf;
  readonly arrays: TileArrays;
}

/** Records the first pass: Gram matrices, sums of channels and squared distances. */
export function recordMeasuring(source: TileSource): Recording {
  const { network, taps, arrays } = source;
  const recorder = recorderFor(source);
  const image = recordPacked(recorder, source);
  visitActivations(webGpuKernels(recorder), network, [...taps.style, ...taps.content], image, (layer, x) => {
    for (const [i, tapped] of taps.style.entries()) {
      if (tapped !== layer) continue;
      const mask = arrays.styleMasks[i]!;
      const inside = recordMask(recorder, layer, x, mask);
      const parts = recordStyleGram(recorder, layer, inside);
      const [count, channels] = shapeOf(parts);
      recorder.recording.launch(gramSumKernel(), {
        label: layer,
        arrays: { gram: parts, result: arrays.grams[i]! },
        parameters: { channels, parts: count },
        grid: linearGrid(channels ** 2),
      });
      if (taps.means) recordChannelSums(recorder, layer, inside, mask, 1, arrays.channelSums[i]!);
    }
    for (const [i, tapped] of taps.content.entries()) {
      if (tapped !== layer) continue;
      const inside = recordMask(recorder, layer, x, arrays.contentMasks[i]!);
      const squares = recordSquares(recorder, layer, inside, arrays.features[i]!);
      recordReadout(recorder, [[squares]], arrays.squares[i]!);
    }
  });
  return recorder.recording;
}

/** Records the second pass: the gradient at the tile's image, from the slopes of the whole image's losses. */
export function recordPulling(source: TileSource): Recording {
  const { network, taps, arrays, plan, size } = source;
  const recorder = recorderFor(source);
  const kernels = webGpuKernels(recorder);
  const terms = {
    style: taps.style.map((layer, i) => ({
      layer,
      term: throughMask(recorder, layer, arrays.styleMasks[i]!, {
        evaluate: x => ({
          gradient: recordStyleGradient(
            recorder,
            layer,
            x,
            arrays.matrices[i]!,
            arrays.styleSlopes[i]!,
            taps.means ? { row: arrays.rows[i]!, mask: arrays.styleMasks[i]! } : undefined,
          ),
        }),
        dispose: () => undefined,
      }),
    })),
    content: taps.content.map((layer, i) => ({
      layer,
      term: throughMask(recorder, layer, arrays.contentMasks[i]!, {
        evaluate: x => ({
          gradient: recordDifference(recorder, layer, x, arrays.features[i]!, arrays.contentSlopes[i]!),
        }),
        dispose: () => undefined,
      }),
    })),
    // The variation loss is computed by tileVariation.ts: here it would count twice where tiles overlap.
    variation: kernels.variationTerm(0, 'zero'),
  };
  const program = new ExplicitProgram(kernels, network, terms, 0);
  const { gradient } = program.run(recordPacked(recorder, source));
  const items = size.height * size.width;
  recorder.recording.launch(unpackKernel(plan.precision), {
    arrays: { x: gradient, image: arrays.gradient },
    parameters: { items },
    grid: linearGrid(items),
  });
  return recorder.recording;
}

/**
 * A recorder that keeps no transformed weights: next to a tile's arithmetic they cost little, and tiles exist for lack of
 * memory.
 */
function recorderFor({ plan, bufferOf }: TileSource): Recorder {
  return new Recorder(plan, bufferOf, false, Infinity);
}

function recordPacked(recorder: Recorder, { size, plan, arrays }: TileSource): GpuArray {
  const packed = recorder.stored('packed image', size.height, size.width, 4);
  const items = size.height * size.width;
  recorder.recording.launch(packKernel(plan.precision), {
    arrays: { image: arrays.image, result: packed },
    parameters: { items },
    grid: linearGrid(items),
  });
  return packed;
}
