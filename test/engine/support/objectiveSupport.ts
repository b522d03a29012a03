import * as tf from '@tensorflow/tfjs';
import { vgg19Convolutions, type ConvName } from '../../../src/shared/model/vgg19Layout';
import { gramMatrix } from '../../../webview/engine/reference/losses';
import type { Evaluation, Objective, StyleTarget, Targets } from '../../../webview/engine/losses/objective';
import { Random } from '../../../webview/engine/support/random';
import { tidy } from '../../../webview/engine/support/tidy';
import { features, layerSize, type Network } from '../../../webview/engine/network/vgg19';

/** A seeded image of normal noise in working scale, [1, height, width, 3]: no two neighbours are equal by chance. */
export function randomImage(height: number, width: number, seed: number): tf.Tensor4D {
  return tf.tensor4d(new Random(seed).normals(height * width * 3), [1, height, width, 3]);
}

/**
 * A network of whole numbers up to conv2_1, and an image of two flat areas. Every sum is exact, so that neighbours that
 * should be equal are so on every backend.
 */
export function flatProblem(height: number, width: number): { network: Network; image: tf.Tensor4D } {
  const random = new Random(6);
  const convolutions = vgg19Convolutions.slice(0, 3).map(({ name, inChannels, outChannels }) => {
    const size = 9 * inChannels * outChannels;
    const values = Float32Array.from({ length: size }, () => Math.floor(random.uniform() * 3) - 1);
    return {
      name,
      kernel: tf.tensor4d(values, [3, 3, inChannels, outChannels]),
      bias: tf.ones<tf.Rank.R1>([outChannels]),
    };
  });
  const left = Math.floor(width / 2);
  const area = (columns: number, color: number): tf.Tensor4D => tf.fill([1, height, columns, 3], color);
  const image = tf.tidy((): tf.Tensor4D => tf.concat([area(left, 2), area(width - left, 1)], 2));
  return { network: { convolutions, edges: 'zero', pooling: 'average' }, image };
}

/** Layers of the losses; a layer may be named twice, as with two styles at once. */
export interface Taps {
  readonly style: readonly ConvName[];
  readonly content: readonly ConvName[];
}

export const gatysTaps: Taps = {
  style: ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'],
  content: ['conv4_2'],
};

/** The kind of style loss and distance of most tests' targets. */
export const gramLoss = { loss: 'gram', distance: 'squared' } as const;

/** Targets made of random images of this size; every layer's loss is about as large. */
export async function randomTargets(
  network: Network,
  [height, width]: readonly [number, number],
  taps: Taps,
): Promise<Targets> {
  const tap = <T extends tf.Tensor>(
    layer: ConvName,
    seed: number,
    make: (activations: tf.Tensor4D) => T,
  ): T =>
    tidy(() => {
      const activations = features(network, randomImage(height, width, seed), new Set([layer])).get(layer)!;
      return tf.keep(make(activations).clone() as T);
    });
  const style = taps.style.map(async (layer, index) => {
    const gram = tap(layer, 10 + index, gramMatrix);
    return { ...gramLoss, layer, gram, coefficient: 1 / (await squaredNorm(gram)) };
  });
  const content = taps.content.map(async layer => {
    const found = tap(layer, 30, activations => activations);
    const coefficient = 1 / (await squaredNorm(found));
    return { layer, features: found, coefficient, distance: 'squared' as const };
  });
  return { style: await Promise.all(style), content: await Promise.all(content), variationWeight: 1e-4 };
}

/** Targets changed so that no distance is squared. */
export function byNorms({ style, content, ...others }: Targets): Targets {
  return {
    ...others,
    style: style.map(target => ({ ...target, coefficient: Math.sqrt(target.coefficient), distance: 'norm' })),
    content: content.map(target => ({
      ...target,
      coefficient: Math.sqrt(target.coefficient),
      distance: 'norm',
    })),
  };
}

async function squaredNorm(x: tf.Tensor): Promise<number> {
  return (await x.data<'float32'>()).reduce((sum, value) => sum + value * value, 0) || 1;
}

export interface Numbers {
  /** Losses: style, content, variation. */
  readonly losses: readonly number[];
  readonly gradient: Float32Array;
}

/** Evaluates an objective once, reads losses and gradient, and disposes of it. */
export async function numbers(objective: Objective, image: tf.Tensor4D): Promise<Numbers> {
  const evaluation = objective.evaluate(image);
  const read = await readEvaluation(evaluation);
  tf.dispose([evaluation.gradient, ...Object.values(evaluation.losses)]);
  objective.dispose();
  return read;
}

async function readEvaluation({ losses, gradient }: Evaluation): Promise<Numbers> {
  const { style, content, variation } = losses;
  const scalars = await Promise.all([style, content, variation].map(loss => loss.data()));
  return {
    losses: scalars.map(values => values[0]!),
    gradient: new Float32Array(await gradient.data()),
  };
}

/** Relative error |a - b| / |b| of two equally long vectors, in the L2 norm. */
export function relativeL2(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`Lengths differ: ${a.length} and ${b.length}.`);
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

interface Problem {
  readonly network: Network;
  readonly targets: Targets;
  readonly image: tf.Tensor4D;
}

/** Targets with a mask of its own for each. */
export function throughMasks({ style, content, ...others }: Targets, image: tf.Tensor4D): Targets {
  const maskOf = (layer: ConvName, seed: number): tf.Tensor4D => {
    const [height, width] = layerSize(image, layer);
    const random = new Random(seed);
    const values = Float32Array.from({ length: height * width }, () => random.uniform());
    return tf.tensor4d(values, [1, height, width, 1]);
  };
  return {
    ...others,
    style: style.map((target, i) => ({ ...target, mask: maskOf(target.layer, i) })),
    content: content.map((target, i) => ({ ...target, mask: maskOf(target.layer, 100 + i) })),
  };
}

/** Copies a problem off its backend. @returns a function that makes it again on the backend that is then current */
export async function carry({ network, targets, image }: Problem): Promise<() => Problem> {
  const held = async <T extends tf.Tensor>(tensor: T): Promise<() => T> => {
    const values = new Float32Array(await tensor.data<'float32'>());
    const { shape } = tensor;
    return () => tf.tensor(values, shape, 'float32') as T;
  };
  const convolutions = await Promise.all(
    network.convolutions.map(async ({ name, kernel, bias, head }) => {
      const [makeKernel, makeBias] = [await held(kernel), await held(bias)];
      const makeHead = head && (await held(head));
      return () => ({
        name,
        kernel: makeKernel(),
        bias: makeBias(),
        ...(makeHead && { head: makeHead() }),
      });
    }),
  );
  const style = await Promise.all(
    targets.style.map(async target => {
      const tensors = Object.entries(target).filter(([, value]) => value instanceof tf.Tensor);
      const makers = await Promise.all(
        tensors.map(async ([key, tensor]) => [key, await held(tensor as tf.Tensor)] as const),
      );
      return () =>
        ({ ...target, ...Object.fromEntries(makers.map(([key, make]) => [key, make()])) }) as StyleTarget;
    }),
  );
  const content = await Promise.all(
    targets.content.map(async target => {
      const activations = await held(target.features);
      const mask = target.mask && (await held(target.mask));
      return () => ({ ...target, features: activations(), ...(mask && { mask: mask() }) });
    }),
  );
  const makeImage = await held(image);
  return () => ({
    network: { ...network, convolutions: convolutions.map(make => make()) },
    targets: {
      style: style.map(make => make()),
      content: content.map(make => make()),
      variationWeight: targets.variationWeight,
    },
    image: makeImage(),
  });
}
