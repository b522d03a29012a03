import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import type { EpochReport } from '../../src/shared/messages/epochReport';
import type { OutputFormat } from '../../src/shared/messages/output';
import type { EncodedImage, Model, RunPhase, RunRequest, RunStart, RunSummary } from './stylizer';

/** What studio and worker say to each other over rpc.ts: `Stylizer` with its functions turned into methods. */

/** A model without its `read`, which the studio answers as `readModelFile`. */
export type ModelSpec =
  Omit<Extract<Model, { kind: 'pocket' }>, 'read'> | Omit<Extract<Model, { kind: 'pretrained' }>, 'read'>;

export type RunSpec = Omit<RunRequest, 'model'> & { readonly model: ModelSpec };

/** The wasm backend's binary under its file name; a blob worker cannot fetch them from the webview's origin by itself. */
export type WasmBinaries = Readonly<Record<string, Uint8Array>>;

/** Answered by the worker. */
export interface EngineApi {
  /** Sent once, before `open`. Frames are painted on `canvas` from then on; the worker sets its size. */
  attach(params: { readonly canvas: OffscreenCanvas; readonly wasm: WasmBinaries }): null;
  open(params: { readonly preference: DevicePreference }): DeviceReport;
  /** Settles when the run ends, as `StylizeRun.finished` does. */
  run(params: RunSpec): RunSummary;
  pause(params: null): null;
  resume(params: null): null;
  stop(params: null): null;
  encode(params: { readonly format: OutputFormat }): EncodedImage;
  disposeRun(params: null): null;
}

/** Answered by the studio. All but `readModelFile` are notices. */
export interface EngineClientApi {
  readModelFile(params: { readonly file: string }): Uint8Array;
  phase(params: { readonly phase: RunPhase; readonly fraction?: number }): void;
  started(params: RunStart): void;
  epochs(params: { readonly reports: readonly EpochReport[]; readonly epochMs: number }): void;
  intermediate(params: EncodedImage): void;
  defect(params: { readonly message: string }): void;
}
