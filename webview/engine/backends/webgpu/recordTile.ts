import type { ConvName } from '../../../../src/shared/model/vgg19Layout';
import { ExplicitProgram } from '../../gradient/program';
import { visitActivations } from '../../gradient/visitActivations';
import type { Shapes } from '../../network/shapes';
import type { Network } from '../../network/vgg19';
import { recordChannelSums } from './losses/channelSums';
import { recordDifference, recordSquares } from './losses/contentTerm';
import { recordPack, recordUnpack } from './shaders/elementwise';
import { recordGramSum } from './losses/gram';
import { recordMask, throughMask } from './losses/masked';
import type { Plan } from './tuning/plan';
import { recordReadout } from './shaders/readout';
import { Recorder, type BufferOf } from './program/recorder';
import type { GpuArray, Recording } from './program/recording';
import { recordStyleGradient, recordStyleGram } from './losses/styleTerm';
import { webGpuKernels } from './kernels';

/** The inputs and outputs of a tile's two passes, as in tiles/tileProgram.ts. */
export interface TileArrays {
  readonly image: GpuArray;
  readonly style: readonly StyleTap[];
  readonly content: readonly ContentTap[];
  readonly gradient: GpuArray;
}

export interface StyleTap {
  readonly layer: ConvName;
  readonly mask: GpuArray;
  readonly gram: GpuArray;
  /** The sum of channels, and the row of a pull: absent where the style losses use no means. */
  readonly sum?: GpuArray;
  readonly row?: GpuArray;
  readonly matrix: GpuArray;
  readonly slope: GpuArray;
}

export interface ContentTap {
  readonly layer: ConvName;
  readonly mask: GpuArray;
  readonly features: GpuArray;
  readonly squares: GpuArray;
  readonly slope: GpuArray;
}

export interface TileSource {
  readonly network: Network<Shapes>;
  readonly plan: Plan;
  readonly bufferOf: BufferOf;
  readonly arrays: TileArrays;
}

/** Records the first pass: Gram matrices, sums of channels and squared distances. */
export function recordMeasuring(source: TileSource): Recording {
  const { style, content } = source.arrays;
  const recorder = recorderFor(source);
  const layers = [...style, ...content].map(({ layer }) => layer);
  const image = recordPacked(recorder, source);
  visitActivations(webGpuKernels(recorder), source.network, layers, image, (layer, x) => {
    for (const { mask, gram, sum } of style.filter(tap => tap.layer === layer)) {
      const inside = recordMask(recorder, layer, x, mask);
      recordGramSum(recorder, layer, recordStyleGram(recorder, layer, inside), gram);
      if (sum) recordChannelSums(recorder, layer, inside, mask, 1, sum);
    }
    for (const { mask, features, squares } of content.filter(tap => tap.layer === layer)) {
      const inside = recordMask(recorder, layer, x, mask);
      recordReadout(recorder, [[recordSquares(recorder, layer, inside, features)]], squares);
    }
  });
  return recorder.recording;
}

/** Records the second pass: the gradient at the tile's image, from the slopes of the whole image's losses. */
export function recordPulling(source: TileSource): Recording {
  const { style, content, gradient } = source.arrays;
  const recorder = recorderFor(source);
  const kernels = webGpuKernels(recorder);
  const terms = {
    style: style.map(({ layer, mask, matrix, row, slope }) => ({
      layer,
      term: throughMask(recorder, layer, mask, x => ({
        gradient: recordStyleGradient(recorder, layer, x, matrix, slope, row && { row, mask }),
      })),
    })),
    content: content.map(({ layer, mask, features, slope }) => ({
      layer,
      term: throughMask(recorder, layer, mask, x => ({
        gradient: recordDifference(recorder, layer, x, features, slope),
      })),
    })),
    // The variation loss is computed by tileVariation.ts: here it would count twice where tiles overlap.
    variation: kernels.variationTerm(0, 'zero'),
  };
  const program = new ExplicitProgram(kernels, source.network, terms, 0);
  recordUnpack(recorder, program.run(recordPacked(recorder, source)).gradient, gradient);
  return recorder.recording;
}

/** A recorder that keeps no transformed weights: they cost a tile little time, and tiles exist for lack of memory. */
function recorderFor({ plan, bufferOf }: TileSource): Recorder {
  return new Recorder(plan, bufferOf, false, Infinity);
}

function recordPacked(recorder: Recorder, { arrays: { image } }: TileSource): GpuArray {
  const [, height, width] = image.shape as [number, number, number];
  return recordPack(recorder, image, height, width);
}
