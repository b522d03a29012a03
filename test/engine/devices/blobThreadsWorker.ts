import * as tf from '@tensorflow/tfjs';
import { blobThreads } from '../../../webview/engine/devices/blobThreads';
import { openDevice } from '../../../webview/engine/devices/openDevice';

/** The question that blobThreads.test.ts puts to its worker. */
export interface Question {
  /** Base URL of tfjs's wasm binaries, with a trailing slash. */
  readonly wasm: string;
  /** True to use threads where they can be had. */
  readonly threaded: boolean;
}

export interface Answer {
  readonly label: string;
  /** SHA-256 of a convolution's result, which is too large to be sent. */
  readonly digest: string;
}

onmessage = async ({ data: { wasm, threaded } }: MessageEvent<Question>) => {
  const { backend, report, close } = await openDevice('wasm', wasm, threaded ? blobThreads() : undefined);
  const kernel = tf.randomNormal<tf.Rank.R4>([3, 3, 64, 64], 0, 1, 'float32', 1);
  const layer = backend.kernels.convolution({ name: 'conv2_1', kernel, bias: tf.zeros([64]) }, 'zero');
  const x = tf.randomNormal<tf.Rank.R4>([1, 30, 50, 64], 0, 1, 'float32', 2);
  const numbers = layer.forward(x).dataSync<'float32'>();
  close();
  const hash = await crypto.subtle.digest('SHA-256', numbers as Float32Array<ArrayBuffer>);
  const answer: Answer = { label: report.label, digest: new Uint8Array(hash).join(' ') };
  postMessage(answer);
};
