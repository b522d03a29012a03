import * as tf from '@tensorflow/tfjs';
import { asPasticheError, toPlainError, type PlainError } from '../../src/shared/errors';
import type { DeviceName } from '../../src/shared/device';
import { makeRecipe } from '../../src/shared/recipe';
import { browserCodec } from '../../webview/engine/browserCodec';
import type { RunObserver, RunRequest } from '../../webview/engine/stylizer';
import { TfStylizer } from '../../webview/engine/tfStylizer';

/** What webGl.test.ts calls inside Chromium. Bytes cross as plain arrays. */
export interface WebGlPage {
  /** Losses of each epoch, and the tensors that are left. */
  run(device: DeviceName, images: Images): Promise<{ reports: Reports; tensors: number }>;
  /** A run whose context is lost on the way: what is said, how large the picture is that it leaves. */
  lose(images: Images): Promise<{ error: PlainError; bytes: number }>;
}

type Reports = Parameters<RunObserver['epochs']>[0];

export interface Images {
  readonly content: readonly number[];
  readonly style: readonly number[];
}

const output = { type: 'png', quality: 92 } as const;
const stylizer = new TfStylizer({ codec: browserCodec, wasm: {}, software: 'test' });

function request({ content, style }: Images, epochs: number): RunRequest {
  return {
    content: { name: 'content.png', bytes: Uint8Array.from(content) },
    style: { name: 'style.png', bytes: Uint8Array.from(style) },
    recipe: makeRecipe('balanced', {
      size: 32,
      coarsestSize: 0,
      edges: 'replicate',
      styleLoss: 'gram',
      epochs,
    }),
    model: { kind: 'untrained' },
    output,
    saveEvery: 0,
  };
}

const page: WebGlPage = {
  async run(device, images) {
    await stylizer.open(device);
    const all: Reports[number][] = [];
    const run = stylizer.start(request(images, 4), {
      phase: () => undefined,
      started: () => undefined,
      epochs: reports => all.push(...reports),
      intermediate: () => undefined,
    });
    await run.finished;
    await run.dispose();
    await stylizer.dispose();
    return { reports: all, tensors: tf.engine().state.numTensors };
  },

  async lose(images) {
    await stylizer.open('webgl');
    const run = stylizer.start(request(images, 500), {
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
    return { error: toPlainError(asPasticheError(error)), bytes: bytes.length };
  },
};

function loseContext(): void {
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
}

Object.assign(globalThis, { webGlPage: page });
