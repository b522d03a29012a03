import { WebSocket } from 'undici';
import { until } from '../vscode/until';

/** Where a Node process listens for debuggers after SIGUSR1, unless it was started with another port. */
const inspector = 'http://127.0.0.1:9229/json/list';

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

/** Bytes on the heap of a Node process after its garbage was collected, by the inspector that it opens at a signal. */
export async function nodeHeap(pid: number): Promise<number> {
  process.kill(pid, 'SIGUSR1');
  const address = await until('the inspector of the extension host', async () => {
    const listed = await fetch(inspector).catch(() => undefined);
    const targets = (await listed?.json()) as readonly { webSocketDebuggerUrl: string }[] | undefined;
    return targets?.[0]?.webSocketDebuggerUrl;
  });
  const socket = new WebSocket(address);
  try {
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    await ask(socket, 'HeapProfiler.enable');
    // What the first collection finalises goes with the second.
    for (let i = 0; i < 3; i++) await ask(socket, 'HeapProfiler.collectGarbage');
    await ask(socket, 'HeapProfiler.disable');
    const { usedSize, backingStorageSize = 0 } = (await ask(socket, 'Runtime.getHeapUsage')) as HeapUsage;
    return usedSize + backingStorageSize;
  } finally {
    socket.close();
  }
}

/** Calls a method of the inspector; calls are made one after the other. */
function ask(socket: WebSocket, method: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const take = ({ data }: { data: unknown }): void => {
      const answer = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: unknown };
      if (answer.id !== 1) return; // An event, not the answer.
      socket.removeEventListener('message', take);
      if (answer.error === undefined) resolve(answer.result);
      else reject(new Error(`${method} of the extension host: ${JSON.stringify(answer.error)}`));
    };
    socket.addEventListener('message', take);
    socket.send(JSON.stringify({ id: 1, method }));
  });
}
