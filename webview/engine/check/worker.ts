import type { CheckProgressApi, CheckWorkerApi } from '../../../src/shared/gpu/gpuCheckProtocol';
import { RpcPeer } from '../../../src/shared/messages/rpc';
import { checkGpu } from './checkGpu';

/** The entry of the worker that checks the GPU. It does without tfjs, and is another worker than the one a run may be using. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

const page = new RpcPeer<CheckWorkerApi, CheckProgressApi>(
  (message, transfer) => scope.postMessage(message, [...transfer]),
  {
    check: ({ software }) => checkGpu(software, (text, fraction) => page.notify('step', { text, fraction })),
  },
  error => {
    throw error;
  },
);

scope.onmessage = event => page.receive(event.data);
