import * as tf from '@tensorflow/tfjs';
import { PasticheError } from '../../../src/shared/errors';
import { vgg19Convolutions, vgg19Elements, type Quantisation } from '../../../src/shared/model/vgg19Layout';
import { workingScale } from '../images/workingScale';
import type { Model } from '../stylizer';
import type { ConvWeights, NetworkWeights } from './vgg19';

type Pretrained = Extract<Model, { kind: 'pretrained' }>;

/**
 * Reads VGG-19's published weights (files in order, one stream) and converts them to working scale: conv1_1's input
 * channels from BGR to RGB, every bias divided by `workingScale`.
 * @throws PasticheError `model` when the files are too short
 */
export async function loadPretrained(
  model: Pretrained,
  onProgress: (fraction: number) => void = () => undefined,
): Promise<NetworkWeights> {
  const stream = new WeightStream(await readAll(model, onProgress), model.precision);
  const convolutions = vgg19Convolutions.map((layout): ConvWeights => {
    const { name, inChannels, outChannels } = layout;
    const kernel = stream.next(9 * inChannels * outChannels, layout.kernel);
    const bias = stream.next(outChannels, layout.bias).map(value => value / workingScale);
    if (name === 'conv1_1') swapRedAndBlue(kernel, outChannels);
    return {
      name,
      kernel: tf.tensor4d(kernel, [3, 3, inChannels, outChannels]),
      bias: tf.tensor1d(bias),
    };
  });
  return { convolutions };
}

async function readAll(model: Pretrained, onProgress: (fraction: number) => void): Promise<Uint8Array> {
  const needed = vgg19Elements * (model.precision === 'uint8' ? 1 : 4);
  const bytes = new Uint8Array(needed);
  let filled = 0;
  for (const [index, file] of model.files.entries()) {
    if (filled === needed) break;
    const part = await model.read(file);
    const used = part.subarray(0, needed - filled);
    bytes.set(used, filled);
    filled += used.length;
    onProgress((index + 1) / model.files.length);
  }
  if (filled < needed) {
    throw new PasticheError(
      'model',
      `The model's files hold ${filled} bytes of the ${needed} that VGG-19 needs.`,
      'Delete them and let Pastiche download them again.',
    );
  }
  return bytes;
}

/** Reads one tensor after the other from the files' bytes, as float32. */
class WeightStream {
  private offset = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly precision: 'uint8' | 'float32',
  ) {}

  next(length: number, { scale, min }: Quantisation): Float32Array {
    const start = this.offset;
    this.offset += length;
    if (this.precision === 'uint8') {
      return Float32Array.from(this.bytes.subarray(start, this.offset), byte => scale * byte + min);
    }
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset);
    return Float32Array.from({ length }, (_, i) => view.getFloat32(4 * (start + i), true));
  }
}

/** Swaps input channels 0 and 2 at each of the nine positions of a kernel [3, 3, 3, outChannels], in place. */
function swapRedAndBlue(kernel: Float32Array, outChannels: number): void {
  for (let position = 0; position < 9; position++) {
    const blue = position * 3 * outChannels;
    const red = blue + 2 * outChannels;
    const saved = kernel.slice(blue, blue + outChannels);
    kernel.copyWithin(blue, red, red + outChannels);
    kernel.set(saved, red);
  }
}
