import { imageExtensions, maxInputPixels, readImageHeader } from '../../../../src/shared/imageFile';
import { imageSamples } from '../samples/imageSamples';
import { mutatedBytes } from '../mutation/mutateBytes';
import type { Random } from '../../../../webview/engine/support/random';
import { expectThat, type FuzzTarget } from '../target';

const samples = imageSamples();

export const imageTargets: readonly FuzzTarget[] = [
  {
    name: 'image headers',
    share: 30,
    run: (random: Random): void => {
      const { type, width, height } = readImageHeader(mutatedBytes(random, samples), 'a.png');
      const sides = [width, height];
      expectThat((imageExtensions as readonly string[]).includes(type), () => `a type ${type}`);
      expectThat(
        sides.every(side => Number.isInteger(side) && side > 0),
        () => `sides of ${sides.join(' × ')}`,
      );
      expectThat(width * height <= maxInputPixels, () => `${sides.join(' × ')} pixels let through`);
    },
  },
];
