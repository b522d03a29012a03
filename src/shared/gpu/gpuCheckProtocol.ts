import type { PlainError } from '../errors';
import type { GpuReport } from './gpuReport';

/** The messages of **Check GPU** between extension host, page and worker, sent over rpc.ts. */

/** Methods of the extension host, called by the page. */
export interface CheckHostApi {
  /** Start state of the page, which asks once: the software's name and version, and the uri of the worker's script. */
  ready(params: null): { readonly software: string; readonly worker: string };
  copy(params: { readonly text: string }): void;
  /** Takes a report, for the log; a notice that is not answered. */
  reported(params: GpuReport): void;
  failed(params: PlainError): void;
}

/** Methods of the page, called by the host. */
export interface CheckPageApi {
  checkAgain(params: null): void;
}

/** Methods of the worker, called by the page. */
export interface CheckWorkerApi {
  check(params: { readonly software: string }): GpuReport;
}

/** Methods of the page, called by the worker as it goes on. */
export interface CheckProgressApi {
  step(params: { readonly text: string; readonly fraction: number }): void;
}
