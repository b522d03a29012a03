import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { toWorkingScale } from '../../../webview/engine/image';
import { gramMatrix } from '../../../webview/engine/losses';
import { fitWithin, resample, type RgbaImage } from '../../../webview/engine/resample';
import { features, type Network } from '../../../webview/engine/vgg19';

export interface Score {
  /** Style distance over that of the untouched photograph: 1 is no style at all, 0 the style image's own statistics. */
  readonly style: number;
  /** 0 is the photograph itself. */
  readonly content: number;
  /** Style distance of each layer, not divided. */
  readonly layers: readonly number[];
}

/** Longest side at which pictures are judged, px; smaller pictures at their own. */
export const judgedSide = 256;

const styleLayers: readonly ConvName[] = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'];
const contentLayer: ConvName = 'conv4_2';

/**
 * Judges pictures as the published comparison does: all images at 256 px by Lanczos; style distance, the mean over relu1_1 to
 * relu5_1 of |G - A| / |A|, Grams over H * W of picture and style image, divided by that of the photograph; content distance
 * |F - P| / |P| at relu4_2. float32, average pooling, zero padding, working scale: nothing of it depends on a recipe.
 */
export class Judge {
  private readonly grams: readonly tf.Tensor2D[];
  private readonly contentFeatures: tf.Tensor4D;
  private readonly photographLayers: Promise<readonly number[]>;

  constructor(
    private readonly network: Network,
    private readonly content: RgbaImage,
    style: RgbaImage,
    private readonly side = judgedSide,
  ) {
    this.grams = tf.tidy(() => this.gramsOf(style).map(gram => tf.keep(gram)));
    this.contentFeatures = tf.tidy(() => tf.keep(this.tap(content, [contentLayer])[0]!));
    this.photographLayers = this.styleLayers(content);
  }

  async score(picture: RgbaImage): Promise<Score> {
    const fitted = resample(picture, ...this.judgedSize());
    const layers = await this.styleLayers(fitted);
    const [content] = await numbersOf(() => {
      const found = this.tap(fitted, [contentLayer])[0]!;
      return [ratio(tf.sub(found, this.contentFeatures), this.contentFeatures)];
    });
    return { style: mean(layers) / mean(await this.photographLayers), content: content!, layers };
  }

  dispose(): void {
    tf.dispose([...this.grams, this.contentFeatures]);
  }

  private judgedSize(): [number, number] {
    const { width, height } = fitWithin(this.content.width, this.content.height, this.side);
    return [width, height];
  }

  private styleLayers(picture: RgbaImage): Promise<readonly number[]> {
    return numbersOf(() =>
      this.gramsOf(picture).map((gram, i) => ratio(tf.sub(gram, this.grams[i]!), this.grams[i]!)),
    );
  }

  /** Over H * W. */
  private gramsOf(image: RgbaImage): tf.Tensor2D[] {
    return this.tap(image, styleLayers).map(activations => {
      const [, height, width] = activations.shape;
      return tf.div(gramMatrix(activations), height * width);
    });
  }

  private tap(image: RgbaImage, layers: readonly ConvName[]): tf.Tensor4D[] {
    const { width, height } = fitWithin(image.width, image.height, this.side);
    const fitted = toWorkingScale(resample(image, width, height));
    const taps = features(this.network, fitted, new Set(layers));
    return layers.map(layer => taps.get(layer)!);
  }
}

function ratio(difference: tf.Tensor, of: tf.Tensor): tf.Tensor {
  return tf.div(tf.norm(difference), tf.norm(of));
}

async function numbersOf(compute: () => tf.Tensor[]): Promise<readonly number[]> {
  const together = tf.tidy(() => tf.stack(compute()));
  try {
    return [...(await together.data())];
  } finally {
    together.dispose();
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
