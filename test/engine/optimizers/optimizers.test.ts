import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { IterateAverage } from '../../../webview/engine/optimizers/iterateAverage';
import { Adam } from '../../../webview/engine/optimizers/adam';
import { Lbfgs } from '../../../webview/engine/optimizers/lbfgs';
import type { Optimizer } from '../../../webview/engine/optimizers/optimizer';
import { lanczos, linear } from '../../../webview/engine/images/resample';
import { resizeTensor } from '../../../webview/engine/images/resizeTensor';

const size = [1, 4, 5, 3] as const;

beforeAll(() => tf.setBackend('cpu'));
afterEach(() => expect(tf.memory().numTensors).toBe(0));

/** Gradient of a quadratic with curvatures from 1 to 100 and its minimum at 0.3 everywhere. */
function gradientAt(image: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const curvature = tf.reshape<tf.Rank.R4>(tf.linspace(1, 100, 60), [...size]);
    return tf.mul(tf.sub(image, 0.3), curvature);
  });
}

function distanceAfter(optimizer: Optimizer, steps: number): number {
  let image: tf.Tensor4D = tf.ones([...size]);
  for (let i = 0; i < steps; i++) {
    const gradient = gradientAt(image);
    const next = optimizer.next(image, gradient);
    tf.dispose([image, gradient]);
    image = next;
  }
  const distance = tf.tidy(() => tf.max(tf.abs(tf.sub(image, 0.3))).dataSync()[0]!);
  image.dispose();
  optimizer.dispose();
  return distance;
}

describe('optimisers', () => {
  it('find the floor of a valley', () => {
    expect(distanceAfter(new Adam({ learningRate: 0.05 }), 200)).toBeLessThan(1e-2);
    expect(distanceAfter(new Lbfgs(), 40)).toBeLessThan(1e-3);
  });

  it('L-BFGS needs far fewer steps than Adam there', () => {
    expect(distanceAfter(new Lbfgs(), 40)).toBeLessThan(
      0.1 * distanceAfter(new Adam({ learningRate: 0.05 }), 40),
    );
  });

  it('L-BFGS takes no step on a flat place, and no number breaks', () => {
    const lbfgs = new Lbfgs();
    const [image, flat] = [tf.ones([...size]) as tf.Tensor4D, tf.zeros([...size]) as tf.Tensor4D];
    for (let i = 0; i < 3; i++) {
      const next = lbfgs.next(image, flat);
      expect([...next.dataSync()]).toEqual([...image.dataSync()]);
      next.dispose();
    }
    lbfgs.dispose();
    tf.dispose([image, flat]);
  });

  it('go on at another size', () => {
    for (const optimizer of [new Adam({ learningRate: 0.1 }), new Lbfgs()]) {
      for (const [height, width] of [
        [4, 5],
        [8, 10],
      ] as const) {
        optimizer.resize(height, width);
        const image = tf.ones([1, height, width, 3]) as tf.Tensor4D;
        const next = optimizer.next(image, image);
        expect(next.shape).toEqual(image.shape);
        expect(Math.max(...next.dataSync())).toBeLessThan(1);
        tf.dispose([image, next]);
      }
      optimizer.dispose();
    }
  });
});

function addFlat(average: IterateAverage, value: number): void {
  const image: tf.Tensor4D = tf.fill([1, 1, 1, 3], value);
  average.add(image);
  image.dispose();
}

describe('the average over iterates', () => {
  it('is the last image without averaging', () => {
    const average = new IterateAverage(0);
    for (const value of [1, 5]) addFlat(average, value);
    expect(average.value.dataSync()[0]).toBe(5);
    average.restart();
  });

  it('weighs the newest most and starts without bias', () => {
    const average = new IterateAverage(0.5);
    addFlat(average, 8);
    expect(average.value.dataSync()[0]).toBe(8);
    addFlat(average, 2);
    expect(average.value.dataSync()[0]).toBeCloseTo((0.25 * 8 + 0.5 * 2) / 0.75);
    average.restart();
  });
});

describe('resizing a tensor', () => {
  it('leaves flat images flat and keeps an image of the wanted size', () => {
    tf.tidy(() => {
      const image: tf.Tensor4D = tf.fill([1, 5, 7, 3], 0.25);
      for (const value of resizeTensor(image, 10, 3, lanczos).dataSync()) expect(value).toBeCloseTo(0.25, 5);
      expect([...resizeTensor(image, 5, 7, lanczos).dataSync()]).toEqual([...image.dataSync()]);
    });
  });

  it('keeps a ramp a ramp in the middle, each axis and channel by itself', () => {
    tf.tidy(() => {
      const values = Float32Array.from({ length: 8 * 8 * 2 }, (_, i) =>
        i % 2 === 0 ? Math.floor(i / 16) : Math.floor(i / 2) % 8,
      );
      const wide = resizeTensor(tf.tensor4d(values, [1, 8, 8, 2]), 16, 16, linear).arraySync()[0]!;
      // Pixel y of the enlarged image lies at (y + 0.5) / 2 - 0.5 of the source.
      expect(wide[7]![9]![0]).toBeCloseTo(3.25);
      expect(wide[7]![9]![1]).toBeCloseTo(4.25);
    });
  });

  it('never leaves the range of its values by linear interpolation', () => {
    tf.tidy(() => {
      const spike = tf.tensor4d([0, 0, 0, 1, 0, 0, 0, 0, 0], [1, 3, 3, 1]);
      const values = resizeTensor(spike, 7, 8, linear).dataSync();
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThanOrEqual(1);
    });
  });
});
