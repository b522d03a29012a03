import * as tf from '@tensorflow/tfjs';
import { PasticheError } from '../../../src/shared/errors';
import { pocketBytes, pocketConvolutions, pocketFile } from '../../../src/shared/model/pocketLayout';
import type { Model } from '../stylizer';
import type { NetworkWeights } from './vgg19';

/**
 * Reads the pocket network's weights, as scripts/pocket/export.py writes them: first all float32, little endian (of each
 * convolution the scales of its output channels and its biases, then of each head the scales), then all weights, a signed byte
 * each. A weight is its byte times its output channel's scale. No conversion is left: it was trained on RGB in working scale.
 * @throws PasticheError `model` when the file has another length
 */
export async function loadPocket({ read }: Pick<Model, 'read'>): Promise<NetworkWeights> {
  const bytes = await read(pocketFile);
  if (bytes.length !== pocketBytes) {
    throw new PasticheError(
      'model',
      `The pocket network's file ${pocketFile} holds ${bytes.length} bytes instead of ${pocketBytes}.`,
      'Install the extension again; in a clone, restore media/pocket from git.',
    );
  }
  const stream = new PocketStream(bytes);
  const vectors = pocketConvolutions.map(({ outChannels }) => ({
    scales: stream.floats(outChannels),
    bias: stream.floats(outChannels),
  }));
  const headScales = pocketConvolutions.map(({ headOutputs = 0 }) => stream.floats(headOutputs));
  const kernels = pocketConvolutions.map(({ inChannels }, i) =>
    stream.weights(9 * inChannels, vectors[i]!.scales),
  );
  const heads = pocketConvolutions.map(({ outChannels }, i) => stream.weights(outChannels, headScales[i]!));
  return {
    convolutions: pocketConvolutions.map(({ name, inChannels, outChannels, headOutputs }, i) => ({
      name,
      kernel: tf.tensor4d(kernels[i]!, [3, 3, inChannels, outChannels]),
      bias: tf.tensor1d(vectors[i]!.bias),
      ...(headOutputs !== undefined && { head: tf.tensor2d(heads[i]!, [outChannels, headOutputs]) }),
    })),
  };
}

class PocketStream {
  private readonly view: DataView;
  private offset = 0;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.view = new DataView(buffer, byteOffset, byteLength);
  }

  floats(length: number): Float32Array {
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = this.view.getFloat32(this.offset + 4 * i, true);
    this.offset += 4 * length;
    return values;
  }

  /** A matrix [rows, outputs], each column multiplied by its own scale. */
  weights(rows: number, scales: Float32Array): Float32Array {
    const outputs = scales.length;
    const values = new Float32Array(rows * outputs);
    for (let i = 0; i < values.length; i++) {
      values[i] = this.view.getInt8(this.offset + i) * scales[i % outputs]!;
    }
    this.offset += values.length;
    return values;
  }
}
