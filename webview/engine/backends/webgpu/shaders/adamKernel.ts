import { meanRgb, workingScale } from '../../../images/workingScale';
import { defineKernel, linearItem, type Kernel } from '../program/kernel';

/** Which parts of a step a recipe has besides Adam's own. */
export interface StepKind {
  /** Whether colours are clipped to what 8-bit pixels can hold. */
  readonly clips: boolean;
  /** Whether an average over the last images is kept. */
  readonly averages: boolean;
}

/**
 * One step of Adam (Kingma & Ba, arXiv:1412.6980, algorithm 1), clipped and averaged, of an image [height, width, 3]: what
 * optimizers/adam.ts, workingScale.ts and iterateAverage.ts do in a dozen launches. Moments and sum are changed in place;
 * each moves towards the new value by 1 - decay of the way.
 */
export function adamKernel({ clips, averages }: StepKind): Kernel {
  const bound = (value: number): string =>
    `array(${meanRgb.map(mean => `f32(${(value - mean) / workingScale})`).join(', ')})`;
  return defineKernel({
    name: ['adam', clips ? 'clipped' : '', averages ? 'averaged' : ''].filter(Boolean).join(' '),
    parameters: ['items'],
    factors: [
      'firstShare',
      'secondShare',
      'stepSize',
      'secondCorrection',
      'epsilon',
      ...(averages ? ['sumShare', 'sumCorrection'] : []),
    ],
    reads: { gradient: 'floats', image: 'floats' },
    writes: {
      first: 'floats',
      second: 'floats',
      next: 'floats',
      ...(averages && { sum: 'floats', mean: 'floats' }),
    },
    declarations: `${clips ? `const black = ${bound(0)};\nconst white = ${bound(255)};` : ''}`,
    body: `${linearItem('p.items')}
  let slope = gradient[item];
  let m = first[item] + p.firstShare * (slope - first[item]);
  let v = second[item] + p.secondShare * (slope * slope - second[item]);
  first[item] = m;
  second[item] = v;
  var x = image[item] - p.stepSize * m / (sqrt(v) / p.secondCorrection + p.epsilon);
  ${clips ? 'x = clamp(x, black[item % 3], white[item % 3]);' : ''}
  next[item] = x;
  ${averages ? 'sum[item] += p.sumShare * (x - sum[item]);\n  mean[item] = sum[item] / p.sumCorrection;' : ''}`,
  });
}
