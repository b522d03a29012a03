import * as tf from '@tensorflow/tfjs';
import { asPasticheError, toPlainError, type PlainError } from '../../../src/shared/errors';
import type { DeviceName, DevicePreference } from '../../../src/shared/gpu/device';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { browserCodec } from '../../../webview/engine/images/browserCodec';
import type { RunObserver, RunRequest } from '../../../webview/engine/stylizer';
import { TfStylizer } from '../../../webview/engine/engine';

/** The functions that webGl.test.ts calls inside Chromium; bytes are passed as plain arrays. */
export interface WebGlPage {
  /** Makes a run. @returns its device, the losses of each epoch, and the number of its tensors that are left */
  run(
    device: DevicePreference,
    files: Files,
  ): Promise<{ name: DeviceName; reports: Reports; tensors: number }>;
  /** Makes a run whose WebGL context is lost on the way. @returns its error, and the size of the picture that it leaves */
  lose(files: Files): Promise<{ error: PlainError; bytes: number }>;
}

type Reports = Parameters<RunObserver['epochs']>[0];

export interface Files {
  readonly content: readonly number[];
  readonly style: readonly number[];
  /** Bytes of the pocket network's weights. */
  readonly weights: readonly number[];
}

const output = { type: 'png', quality: 92 } as const;
// A page whose scripts are not compiled to machine code has no WebAssembly either.
Object.assign(globalThis, { WebAssembly: undefined });
const stylizer = new TfStylizer({ codec: browserCodec, wasm: '/', software: 'test' });

function request({ content, style, weights }: Files, epochs: number): RunRequest {
  return {
    content: { name: 'content.png', bytes: Uint8Array.from(content) },
    styles: [{ image: { name: 'style.png', bytes: Uint8Array.from(style) }, weight: 1 }],
    recipe: makeRecipe('balanced', {
      size: 24,
      coarsestSize: 0,
      edges: 'replicate',
      styleLoss: 'gram',
      epochs,
    }),
    model: { kind: 'pocket', read: async () => Uint8Array.from(weights) },
    output,
    saveEvery: 0,
  };
}

const page: WebGlPage = {
  async run(device, files) {
    // A reading that a lost context never answers keeps its tensor, so only those of this run count.
    const before = tf.engine().state.numTensors;
    const { name } = await stylizer.open(device);
    const all: Reports[number][] = [];
    const run = stylizer.start(request(files, 2), {
      phase: () => undefined,
      started: () => undefined,
      epochs: reports => all.push(...reports),
      intermediate: () => undefined,
    });
    await run.finished;
    await run.dispose();
    await stylizer.dispose();
    return { name, reports: all, tensors: tf.engine().state.numTensors - before };
  },

  async lose(files) {
    await stylizer.open('webgl');
    const run = stylizer.start(request(files, 500), {
      phase: () => undefined,
      started: () => undefined,
      epochs: () => loseContext(),
      intermediate: () => undefined,
    });
    const error = await run.finished.then(
      () => new Error('The run went on without its device.'),
      (thrown: unknown) => thrown,
    );
    const { bytes } = await run.encode(output);
    await run.dispose();
    await stylizer.dispose();
    return { error: toPlainError(asPasticheError(error)), bytes: bytes.length };
  },
};

function loseContext(): void {
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
}

Object.assign(globalThis, { webGlPage: page });
