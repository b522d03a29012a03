import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { toWorkingScale } from '../../../webview/engine/images/workingScale';
import { gramMatrix } from '../../../webview/engine/reference/losses';
import { fitWithin } from '../../../src/shared/fitWithin';
import { resample, type RgbaImage } from '../../../webview/engine/images/resample';
import { tidy } from '../../../webview/engine/support/tidy';
import { features, type Network, type NetworkWeights } from '../../../webview/engine/network/vgg19';
import { twoWayDistance } from './twoWay';

export interface Score {
  /**
   * Style distance divided by that of the untouched photograph: 1 is no style at all, 0 the style image's own statistics.
   */
  readonly style: number;
  /** Content distance; 0 is the photograph itself. */
  readonly content: number;
  /** Two-way nearest-neighbour distance divided by that of the untouched photograph. */
  readonly twoWay: number;
  /** Style distance of each layer, not divided. */
  readonly layers: readonly number[];
}

/** Longest side at which pictures are judged, px; smaller pictures are judged at their own size. */
export const judgedSide = 256;

const styleLayers: readonly ConvName[] = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'];
const twoWayLayers: readonly ConvName[] = ['conv2_1', 'conv3_1', 'conv4_1'];
const contentLayer: ConvName = 'conv4_2';

type Taps = ReadonlyMap<ConvName, tf.Tensor4D>;

/**
 * Judges pictures as the published comparison does, all images scaled to 256 px by Lanczos. Style distance: the mean over
 * relu1_1 to relu5_1 of |G - A| / |A|, where G and A are the Gram matrices over H * W of picture and style image, divided
 * by the photograph's. Content distance: |F - P| / |P| at relu4_2. Two-way distance: the mean over relu2_1, relu3_1 and
 * relu4_1 and both directions, each divided by the photograph's. It works in float32 with average pooling and zero padding
 * in working scale; none of it depends on a recipe.
 */
export class Judge {
  private readonly network: Network;
  private readonly style: Taps;
  private readonly photograph: Taps;
  private readonly untouched: Promise<Distances>;

  constructor(
    weights: NetworkWeights,
    private readonly content: RgbaImage,
    style: RgbaImage,
    private readonly side = judgedSide,
  ) {
    this.network = { ...weights, edges: 'zero', pooling: 'average' };
    this.style = this.keptTaps(style);
    this.photograph = this.keptTaps(content);
    this.untouched = this.distances(content);
  }

  async score(picture: RgbaImage): Promise<Score> {
    const found = await this.distances(resample(picture, ...this.judgedSize()));
    const untouched = await this.untouched;
    return {
      style: mean(found.style) / mean(untouched.style),
      content: found.content,
      twoWay: mean(found.twoWay.map((distance, i) => distance / untouched.twoWay[i]!)),
      layers: found.style,
    };
  }

  dispose(): void {
    tf.dispose([...this.style.values(), ...this.photograph.values()]);
  }

  private judgedSize(): [number, number] {
    const { width, height } = fitWithin(this.content.width, this.content.height, this.side);
    return [width, height];
  }

  private async distances(picture: RgbaImage): Promise<Distances> {
    const numbers = tf.tidy(() => {
      const taps = this.tap(picture);
      const style = styleLayers.map(layer => {
        const target = gramOf(this.style.get(layer)!);
        return relative(gramOf(taps.get(layer)!), target);
      });
      const content = relative(taps.get(contentLayer)!, this.photograph.get(contentLayer)!);
      const twoWay = twoWayLayers.flatMap(layer => twoWayDistance(taps.get(layer)!, this.style.get(layer)!));
      return tf.stack([content, ...style, ...twoWay]);
    });
    try {
      const [content, ...others] = await numbers.data();
      const style = others.slice(0, styleLayers.length);
      return { content: content!, style, twoWay: others.slice(styleLayers.length) };
    } finally {
      numbers.dispose();
    }
  }

  private keptTaps(image: RgbaImage): Taps {
    return tidy(() => {
      const taps = this.tap(image);
      for (const tap of taps.values()) tf.keep(tap);
      return taps;
    });
  }

  private tap(image: RgbaImage): Taps {
    const { width, height } = fitWithin(image.width, image.height, this.side);
    const fitted = toWorkingScale(resample(image, width, height));
    return features(this.network, fitted, new Set([...styleLayers, ...twoWayLayers, contentLayer]));
  }
}

interface Distances {
  readonly content: number;
  /** Distances, one for each style layer. */
  readonly style: readonly number[];
  /** Distances in both directions of each layer. */
  readonly twoWay: readonly number[];
}

/** Gram matrix [channels, channels], divided by height * width. */
function gramOf(activations: tf.Tensor4D): tf.Tensor2D {
  const [, height, width] = activations.shape;
  return tf.div(gramMatrix(activations), height * width);
}

function relative(found: tf.Tensor, target: tf.Tensor): tf.Scalar {
  return tf.div(tf.norm(tf.sub(found, target)), tf.norm(target));
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
