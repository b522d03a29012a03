import type { CheckProgressApi, CheckWorkerApi } from '../../../src/shared/gpu/gpuCheckProtocol';
import { RpcPeer } from '../../../src/shared/messages/rpc';
import { checkGpu } from './checkGpu';

/** Entry of the worker that checks the GPU: without tfjs, and apart from the one that a run may be using. */
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
