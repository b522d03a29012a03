import * as tf from '@tensorflow/tfjs';
import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import { contentLoss, styleLoss, variationLoss } from './losses';
import type { Evaluation, Losses, Objective, Targets } from '../losses/objective';
import { tidy } from '../support/tidy';
import { features, type Network } from '../network/vgg19';

/**
 * The reference objective: the losses as the papers write them, with their gradient by tfjs's automatic differentiation. It
 * is slow and plain, and every faster objective is tested against it.
 */
export function createAutodiffObjective(network: Network, targets: Targets): Objective {
  const layers = new Set<ConvName>([...targets.style, ...targets.content].map(target => target.layer));

  function lossesAt(image: tf.Tensor4D): Losses {
    const taps = features(network, image, layers);
    return {
      style: sum(targets.style.map(target => styleLoss(taps.get(target.layer)!, target))),
      content: sum(targets.content.map(target => contentLoss(taps.get(target.layer)!, target))),
      variation: variationLoss(image, targets.variationWeight, network.edges),
    };
  }

  function evaluate(image: tf.Tensor4D): Evaluation {
    return tidy(() => {
      let losses: Losses | undefined;
      const gradientAt = tf.grad(x => {
        const { style, content, variation } = lossesAt(x as tf.Tensor4D);
        // `tf.grad` frees the tensors that its function makes, and the losses are needed outside.
        losses = { style: tf.keep(style), content: tf.keep(content), variation: tf.keep(variation) };
        return tf.addN([style, content, variation]);
      });
      return { gradient: gradientAt(image) as tf.Tensor4D, losses: losses! };
    });
  }

  return { evaluate, dispose: () => undefined };
}

function sum(terms: readonly tf.Scalar[]): tf.Scalar {
  return terms.length === 0 ? tf.scalar(0) : tf.addN([...terms]);
}
