import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import type { EpochReport } from '../../src/shared/messages/epochReport';
import type { OutputFormat } from '../../src/shared/messages/output';
import type { PlainError } from '../../src/shared/errors';
import type {
  EncodedImage,
  ExpectedRun,
  KeptState,
  Model,
  RunPhase,
  RunRequest,
  RunStart,
  RunSummary,
} from './stylizer';

/** The messages between studio and worker over rpc.ts: `Stylizer` with its functions turned into messages. */

/** A model without its `read`, which the studio answers as `readModelFile`. */
export type ModelSpec =
  Omit<Extract<Model, { kind: 'pocket' }>, 'read'> | Omit<Extract<Model, { kind: 'pretrained' }>, 'read'>;

export type RunSpec = Omit<RunRequest, 'model'> & { readonly model: ModelSpec };

export type ExpectedRunSpec = Omit<ExpectedRun, 'model'> & { readonly model: ModelSpec };

/** The wasm backend's binary under its file name; a blob worker cannot fetch them from the webview's origin by itself. */
export type WasmBinaries = Readonly<Record<string, Uint8Array>>;

/** The calls that the worker answers. */
export interface EngineApi {
  /** Hands over the canvas and the binaries, once, before `open`. Frames are painted on `canvas`; the worker sets its size. */
  attach(params: { readonly canvas: OffscreenCanvas; readonly wasm: WasmBinaries }): null;
  open(params: { readonly preference: DevicePreference }): DeviceReport;
  /** Settles as `Stylizer.prepare` does; before `run`. */
  prepare(params: ExpectedRunSpec): null;
  /** Starts a run, and settles when it ends, as `StylizeRun.finished` does. */
  run(params: RunSpec): RunSummary;
  pause(params: null): null;
  resume(params: null): null;
  stop(params: null): null;
  encode(params: { readonly format: OutputFormat }): EncodedImage;
  disposeRun(params: null): null;
}

/** The calls that the studio answers. All but `readModelFile` and `checkpoint` are notifications. */
export interface EngineClientApi {
  readModelFile(params: { readonly file: string }): Uint8Array;
  phase(params: { readonly phase: RunPhase; readonly fraction?: number }): void;
  started(params: RunStart): void;
  epochs(params: {
    readonly reports: readonly EpochReport[];
    readonly epochMs: number;
    readonly sleptMs: number;
  }): void;
  intermediate(params: EncodedImage): void;
  /** Keeps a run's state; null once it is kept. */
  checkpoint(params: KeptState): null;
  trouble(params: PlainError): void;
  defect(params: { readonly message: string }): void;
}
