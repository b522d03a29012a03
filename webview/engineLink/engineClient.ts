import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import { fromPlainError, PasticheError } from '../../src/shared/errors';
import type { StudioAssets } from '../../src/shared/messages/protocol';
import { RpcPeer, Transferring } from '../../src/shared/messages/rpc';
import { markStart } from '../../src/shared/startMarks';
import type { EngineApi, EngineClientApi, RunSpec, WasmBinaries } from '../engine/engineProtocol';
import { fetchAsset, notStarted, startWorker } from './blobWorker';
import type { Engine } from './engineSlot';
import type { ExpectedRun, Model, RunObserver, RunRequest, RunSummary, StylizeRun } from '../engine/stylizer';

type Peer = RpcPeer<EngineClientApi, EngineApi>;

/** A wasm module with one vector instruction, by which tfjs finds out whether the processor has them (its flags_wasm.ts). */
const vectorProbe = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 15, 26, 11,
];

/** The one wasm binary that tfjs will load on this machine. */
function wasmFile(): string {
  const hasVectors = WebAssembly.validate(new Uint8Array(vectorProbe));
  return hasVectors ? 'tfjs-backend-wasm-simd.wasm' : 'tfjs-backend-wasm.wasm';
}

/** A `Stylizer` that runs the engine in a worker. A worker keeps the canvas that it was created with. */
export class EngineClient implements Engine {
  private run: ClientRun | undefined;
  /** The network of a run that is expected. */
  private expected: Model | undefined;
  private broken: PasticheError | undefined;
  /** True once the worker has answered, which shows that its script runs. */
  private isAttached = false;

  private constructor(
    private readonly worker: Worker,
    private readonly onDefect: (error: PasticheError) => void,
  ) {
    worker.onmessage = event => this.peer.receive(event.data);
    worker.onerror = event => {
      event.preventDefault();
      this.end(
        this.isAttached
          ? new PasticheError('internal', `The engine stopped: ${event.message}`, 'Start again.')
          : notStarted(event.message),
      );
    };
    worker.onmessageerror = () =>
      this.onDefect(new PasticheError('internal', 'A message could not be read.'));
  }

  /**
   * Starts the worker and transfers control of the canvas to it, which cannot be taken back.
   * @throws PasticheError `internal` when the worker's script cannot be loaded, or does not run here
   */
  static async create(
    assets: StudioAssets,
    canvas: HTMLCanvasElement,
    onDefect: (error: PasticheError) => void,
  ): Promise<EngineClient> {
    const [worker, wasm] = await Promise.all([startWorker(assets.worker), fetchWasm(assets.wasm, onDefect)]);
    markStart('worker-fetched');
    const client = new EngineClient(worker, onDefect);
    try {
      const offscreen = canvas.transferControlToOffscreen();
      const buffers = Object.values(wasm).map(bytes => bytes.buffer as ArrayBuffer);
      await client.peer.call('attach', { canvas: offscreen, wasm }, { transfer: [offscreen, ...buffers] });
      client.isAttached = true;
      markStart('worker-attached');
      return client;
    } catch (thrown) {
      await client.dispose();
      throw thrown;
    }
  }

  /** True once the worker has ended; every further call then rejects. */
  get isBroken(): boolean {
    return this.broken !== undefined;
  }

  async open(preference: DevicePreference): Promise<DeviceReport> {
    return await this.peer.call('open', { preference });
  }

  async prepare({ model, ...rest }: ExpectedRun): Promise<void> {
    this.expected = model;
    await this.peer.call('prepare', { ...rest, model: withoutRead(model) });
  }

  start(request: RunRequest, observer: RunObserver): StylizeRun {
    if (this.run?.isActive) {
      throw new PasticheError('usage', 'Another run is going on.', 'Wait for it to end, or stop it.');
    }
    this.run = new ClientRun(this.peer, request, observer);
    return this.run;
  }

  /** Ends the worker and frees all that it holds; pending calls reject. */
  dispose(): Promise<void> {
    this.end(new PasticheError('cancelled', 'The engine was closed.'));
    return Promise.resolve();
  }

  private readonly peer: Peer = new RpcPeer<EngineClientApi, EngineApi>(
    (message, transfer) => this.worker.postMessage(message, [...transfer]),
    {
      readModelFile: async ({ file }) => {
        const bytes = await this.readModelFile(file);
        return new Transferring(bytes, [bytes.buffer as ArrayBuffer]);
      },
      phase: ({ phase, fraction }) => this.run?.observer?.phase(phase, fraction),
      started: start => this.run?.observer?.started(start),
      epochs: ({ reports, epochMs, sleptMs }) => this.run?.observer?.epochs(reports, epochMs, sleptMs),
      intermediate: image => this.run?.observer?.intermediate(image),
      checkpoint: async kept => {
        await this.run?.observer?.checkpoint?.(kept);
        return null;
      },
      trouble: problem => this.run?.observer?.trouble?.(fromPlainError(problem)),
      defect: ({ message }) => this.onDefect(new PasticheError('internal', message)),
    },
    error => this.onDefect(error),
  );

  /** Reads for the run, or for the one that is expected where there is none yet. */
  private async readModelFile(file: string): Promise<Uint8Array> {
    if (this.run) return await this.run.readModelFile(file);
    if (this.expected) return await this.expected.read(file);
    throw new PasticheError('internal', 'A model file was asked for outside a run.');
  }

  private end(reason: PasticheError): void {
    if (this.broken) return;
    this.broken = reason;
    this.worker.terminate();
    this.peer.close(reason);
  }
}

/** One run in the worker. Its observer is not called any more after `dispose`. */
class ClientRun implements StylizeRun {
  readonly finished: Promise<RunSummary>;
  observer: RunObserver | undefined;
  private readonly model: Model;
  private readonly disposed = new AbortController();
  private settled = false;

  constructor(
    private readonly peer: Peer,
    { model, ...rest }: RunRequest,
    observer: RunObserver,
  ) {
    this.model = model;
    this.observer = observer;
    const spec: RunSpec = { ...rest, model: withoutRead(model) };
    this.finished = peer.call('run', spec).finally(() => (this.settled = true));
    this.finished.catch(() => undefined); // Keeps a rejection from being reported before the caller awaits it.
  }

  get isActive(): boolean {
    return !this.settled;
  }

  async pause(): Promise<void> {
    await this.peer.call('pause', null);
  }

  resume(): void {
    this.peer.notify('resume', null);
  }

  stop(): void {
    this.peer.notify('stop', null);
  }

  encode(format: Parameters<StylizeRun['encode']>[0]): ReturnType<StylizeRun['encode']> {
    return this.peer.call('encode', { format });
  }

  async dispose(): Promise<void> {
    this.observer = undefined;
    this.disposed.abort();
    await this.peer.call('disposeRun', null);
    await this.finished.catch(() => undefined); // The caller that awaits `finished` gets the error.
  }

  /**
   * Reads a file of the run's model. Disposing of the run rejects it, so that the worker does not go on waiting for
   * weights.
   */
  async readModelFile(file: string): Promise<Uint8Array> {
    const { model } = this;
    const { signal } = this.disposed;
    return await new Promise((resolve, reject) => {
      const abort = (): void => reject(new PasticheError('cancelled', 'The run was given up.'));
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      model.read(file).then(resolve, reject);
    });
  }
}

function withoutRead(model: Model): RunSpec['model'] {
  if (model.kind === 'pocket') return { kind: model.kind };
  return { kind: model.kind, precision: model.precision, files: model.files };
}

/** Loads the wasm backend's file. Only the wasm device needs it, so a failure is reported and not thrown. */
async function fetchWasm(folder: string, onDefect: (error: PasticheError) => void): Promise<WasmBinaries> {
  const name = wasmFile();
  try {
    return { [name]: new Uint8Array(await fetchAsset(folder + name)) };
  } catch (thrown) {
    onDefect(thrown as PasticheError);
    return {};
  }
}
