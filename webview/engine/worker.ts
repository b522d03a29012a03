import type { EngineApi, EngineClientApi, RunSpec, WasmBinaries } from './engineProtocol';
import { PasticheError, toPlainError } from '../../src/shared/errors';
import { RpcPeer, Transferring } from '../../src/shared/messages/rpc';
import { forgetStart, markStart } from '../../src/shared/startMarks';
import { blobThreads } from './devices/blobThreads';
import { browserCodec } from './images/browserCodec';
import { idbRates } from './devices/ratesCache';
import { CanvasPainter } from './run/painter';
import type { EncodedImage, Model, RunObserver, StylizeRun } from './stylizer';
import { TfStylizer } from './engine';

/** The version in package.json, which the bundler puts here. */
declare const PASTICHE_VERSION: string;

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

let stylizer: TfStylizer | undefined;
let run: StylizeRun | undefined;

const studio = new RpcPeer<EngineApi, EngineClientApi>(
  (message, transfer) => scope.postMessage(message, [...transfer]),
  {
    attach({ canvas, wasm }) {
      const threads = blobThreads();
      stylizer = new TfStylizer({
        codec: browserCodec,
        // Blob URLs: a worker made from a blob has no origin from which to fetch the webview's own files.
        wasm: blobUrls(wasm),
        ...(threads && { threads }),
        software: `Pastiche ${PASTICHE_VERSION}`,
        painter: new CanvasPainter(canvas),
        rates: idbRates,
      });
      return null;
    },
    open: ({ preference }) => attached().open(preference),
    async prepare(spec) {
      await attached().prepare({ ...spec, model: modelOf(spec) });
      forgetStart('targets'); // the rehearsal's
      markStart('prepared');
      return null;
    },
    async run(spec) {
      await run?.dispose();
      run = attached().start({ ...spec, model: modelOf(spec) }, observer);
      return await run.finished;
    },
    async pause() {
      await run?.pause();
      return null;
    },
    resume: () => (run?.resume(), null),
    stop: () => (run?.stop(), null),
    async encode({ format }) {
      if (!run) throw new PasticheError('usage', 'There is no picture yet.', 'Start a run first.');
      return moving(await run.encode(format));
    },
    async disposeRun() {
      await run?.dispose();
      run = undefined;
      return null;
    },
  },
  error => studio.notify('defect', { message: toPlainError(error).message }),
);

const observer: RunObserver = {
  phase: (phase, fraction) =>
    studio.notify('phase', fraction === undefined ? { phase } : { phase, fraction }),
  started: start => studio.notify('started', start),
  epochs: (reports, epochMs, sleptMs) => studio.notify('epochs', { reports, epochMs, sleptMs }),
  intermediate: image => studio.notify('intermediate', image),
  checkpoint: async kept => {
    const transfer = [kept.checkpoint.buffer, kept.picture.bytes.buffer as ArrayBuffer];
    await studio.call('checkpoint', kept, { transfer });
  },
  trouble: problem => studio.notify('trouble', toPlainError(problem)),
};

function blobUrls(binaries: WasmBinaries): Record<string, string> {
  // tfjs wants a path for each of its binaries, though it loads one alone.
  const urls: Record<string, string> = {
    'tfjs-backend-wasm.wasm': '',
    'tfjs-backend-wasm-simd.wasm': '',
    'tfjs-backend-wasm-threaded-simd.wasm': '',
  };
  for (const [name, bytes] of Object.entries(binaries)) {
    urls[name] = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/wasm' }));
  }
  return urls;
}

function attached(): TfStylizer {
  if (!stylizer) throw new PasticheError('internal', 'The engine was used before its canvas was attached.');
  return stylizer;
}

function modelOf({ model }: Pick<RunSpec, 'model'>): Model {
  return {
    ...model,
    read: async file => {
      const bytes = await studio.call('readModelFile', { file });
      markStart('weights');
      return bytes;
    },
  };
}

function moving(image: EncodedImage): Transferring<EncodedImage> {
  return new Transferring(image, [image.bytes.buffer]);
}

scope.onmessage = event => studio.receive(event.data);
markStart('worker-script');
