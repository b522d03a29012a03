import { asPasticheError, errorText, PasticheError, toPlainError } from '../../src/shared/errors';
import type {
  CheckHostApi,
  CheckPageApi,
  CheckProgressApi,
  CheckWorkerApi,
} from '../../src/shared/gpu/gpuCheckProtocol';
import { checkPageSchemas } from '../../src/shared/gpu/gpuCheckSchemas';
import type { GpuReport } from '../../src/shared/gpu/gpuReport';
import { reportMarkdown } from '../../src/shared/gpu/gpuReportText';
import { RpcPeer } from '../../src/shared/messages/rpc';
import { startWorker } from '../engineLink/blobWorker';
import { listenToHost, vsCodeApi } from '../hostLink/vsCodeApi';
import { GpuCheck } from './gpuCheck';

// The script of the page of **Check GPU**: a worker checks, the element shows the report, the host copies and logs it.
const vscode = vsCodeApi();
const host = new RpcPeer<CheckPageApi, CheckHostApi>(
  message => vscode.postMessage(message),
  { checkAgain: () => void check() },
  error => fail(error),
  checkPageSchemas,
);
listenToHost(message => host.receive(message));

const view = document.querySelector('pastiche-gpu-check') ?? document.body.appendChild(new GpuCheck());
view.addEventListener('pastiche-again', () => void check());
view.addEventListener('pastiche-copy', () => {
  if (view.report) void copy(reportMarkdown(view.report)).catch(fail);
});

const start = host.call('ready', null);
await check();

async function check(): Promise<void> {
  if (view.step) return;
  view.report = view.problem = null;
  view.copied = false;
  view.step = { text: 'Starting', fraction: 0 };
  try {
    const report = await workAt(await start);
    view.report = report;
    host.notify('reported', report);
  } catch (thrown) {
    fail(thrown);
  } finally {
    view.step = null;
  }
}

/** Copies a text by the page, which has the focus that browsers require, and where that fails by the host. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).catch(() => host.call('copy', { text }));
  view.copied = true;
}

/** Checks the GPU in a new worker, so that a check is not affected by what a driver did to the one before. */
async function workAt({ worker: uri, software }: { worker: string; software: string }): Promise<GpuReport> {
  const worker = await startWorker(uri);
  const peer = new RpcPeer<CheckProgressApi, CheckWorkerApi>(
    (message, transfer) => worker.postMessage(message, [...transfer]),
    { step: step => void (view.step = step) },
    fail,
  );
  worker.onmessage = event => peer.receive(event.data);
  worker.onerror = event => {
    event.preventDefault();
    peer.close(new PasticheError('internal', `The check stopped: ${event.message}`, 'Check again.'));
  };
  try {
    return await peer.call('check', { software });
  } finally {
    worker.terminate();
  }
}

function fail(thrown: unknown): void {
  view.problem = errorText(asPasticheError(thrown));
  host.notify('failed', toPlainError(thrown));
}
