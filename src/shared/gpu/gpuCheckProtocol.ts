import type { PlainError } from '../errors';
import type { GpuReport } from './gpuReport';

/** What **Check GPU**'s three parties say to each other over rpc.ts: extension host, page and worker. */

/** Answered by the host. */
export interface CheckHostApi {
  /** Asked once by the page: what it needs to begin. */
  ready(params: null): { readonly software: string; readonly worker: string };
  copy(params: { readonly text: string }): void;
  /** Notices: for the log. */
  reported(params: GpuReport): void;
  failed(params: PlainError): void;
}

/** Answered by the page. */
export interface CheckPageApi {
  checkAgain(params: null): void;
}

/** Answered by the worker. */
export interface CheckWorkerApi {
  check(params: { readonly software: string }): GpuReport;
}

/** Told by the worker. */
export interface CheckProgressApi {
  step(params: { readonly text: string; readonly fraction: number }): void;
}
