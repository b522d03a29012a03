import type { PasticheError } from '../../src/shared/errors';
import type { HostApi, StudioApi, StudioIntent } from '../../src/shared/messages/protocol';
import { RpcPeer, type Handlers } from '../../src/shared/messages/rpc';
import { studioSchemas } from '../../src/shared/messages/studioSchemas';
import { listenToHost, vsCodeApi } from './vsCodeApi';

/** The extension host, as the studio calls it. */
export interface Host extends Pick<RpcPeer<StudioApi, HostApi>, 'call' | 'notify'> {
  /** Stores the intent, which must survive a reload of the window. */
  remember(intent: StudioIntent): void;
}

/** A host that is told the studio's name once it has answered `ready`: before, nothing can be remembered. */
interface NamedHost extends Host {
  named(studio: string): void;
}

/** Connects to the extension host. To be called once, since VS Code hands out its API a single time. */
export function connectHost(
  handlers: Handlers<StudioApi>,
  onDefect: (error: PasticheError) => void,
): NamedHost {
  const vscode = vsCodeApi();
  let studio: string | undefined;
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
    named: name => (studio = name),
    remember: intent => {
      if (studio === undefined) return;
      vscode.setState({ studio, ...intent });
      peer.notify('remember', { studio, intent });
    },
  };
}
