import { toWorkingScale } from '../../../webview/engine/images/workingScale';
import { fitWithin } from '../../../src/shared/fitWithin';
import { resample, type RgbaImage } from '../../../webview/engine/images/resample';
import { disposeNetwork, type NetworkWeights } from '../../../webview/engine/network/vgg19';
import { Judge, type Score } from './judge';
import { randomNetwork } from './randomNetwork';

/** Scores of a picture by VGG-19 and by a random network, on which no contestant is optimised and so favoured. */
export interface Scores {
  readonly vgg19: Score;
  readonly random: Score;
}

const randomSeed = 1;

/** The judges of one pair of images. */
export class Judges {
  private readonly vgg19: Judge;
  private readonly random: Judge;
  private readonly drawn: NetworkWeights;

  /** @param network VGG-19, which the caller disposes of */
  constructor(network: NetworkWeights, content: RgbaImage, style: RgbaImage, side: number) {
    const { width, height } = fitWithin(style.width, style.height, side);
    const fitted = toWorkingScale(resample(style, width, height));
    this.drawn = randomNetwork(fitted, randomSeed);
    fitted.dispose();
    this.vgg19 = new Judge(network, content, style, side);
    this.random = new Judge(this.drawn, content, style, side);
  }

  async score(picture: RgbaImage): Promise<Scores> {
    return { vgg19: await this.vgg19.score(picture), random: await this.random.score(picture) };
  }

  dispose(): void {
    this.vgg19.dispose();
    this.random.dispose();
    disposeNetwork(this.drawn);
  }
}
