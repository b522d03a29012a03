import type { PasticheError } from '../../src/shared/errors';
import type { HostApi, StudioApi, StudioIntent } from '../../src/shared/messages/protocol';
import { RpcPeer, type Handlers } from '../../src/shared/messages/rpc';
import { nameOfKept } from '../../src/shared/messages/studioIntent';
import { studioSchemas } from '../../src/shared/messages/studioSchemas';
import { listenToHost, vsCodeApi } from './vsCodeApi';

/** The extension host, as the studio calls it. */
export interface Host extends Pick<RpcPeer<StudioApi, HostApi>, 'call' | 'notify'> {
  /** Stores the intent, which must survive a reload of the window. */
  remember(intent: StudioIntent): void;
}

/** Connects to the extension host. To be called once, since VS Code hands out its API a single time. */
export function connectHost(handlers: Handlers<StudioApi>, onDefect: (error: PasticheError) => void): Host {
  const vscode = vsCodeApi();
  const studio = nameOfKept(vscode.getState()) ?? crypto.randomUUID();
  const peer = new RpcPeer<StudioApi, HostApi>(
    (message, transfer) => vscode.postMessage(message, transfer),
    handlers,
    onDefect,
    studioSchemas,
  );
  listenToHost(message => peer.receive(message));
  return {
    call: peer.call.bind(peer),
    notify: peer.notify.bind(peer),
    remember: intent => {
      vscode.setState({ studio, ...intent });
      peer.notify('remember', { studio, intent });
    },
  };
}
