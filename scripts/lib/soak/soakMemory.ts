import type { CDPSession, Page } from 'playwright-core';
import { textOf } from '../process/processTree';
import { processesOf, type ProcessKind } from '../vscode/faults';
import { nodeHeap } from './nodeHeap';

/** Memory of the parts of a soak, bytes. */
export type MemoryReading = ReadonlyMap<string, number>;

/** Part of a soak whose growth counts, and the most that it may be. */
export const mostGrowth = 0.05;

interface HeapUsage {
  readonly usedSize: number;
  readonly backingStorageSize?: number;
}

/**
 * Memory now: heaps of the page, of its worker and of the extension host after their garbage was collected, and all of the
 * browser's pages by their proportional set size (PSS). Linux only.
 */
export async function readMemory(page: Page): Promise<MemoryReading> {
  const session = await page.context().newCDPSession(page);
  try {
    const workers = new Workers(session);
    const found = await workers.attach();
    await collect(session.send.bind(session) as Send);
    const heaps = [heapOf(await session.send('Runtime.getHeapUsage'))];
    for (const worker of found) heaps.push(await workers.heap(worker));
    return new Map([
      ['page: heap', heaps[0]!],
      ['workers: heaps', heaps.slice(1).reduce((sum, bytes) => sum + bytes, 0)],
      ['extension host: heap', await nodeHeap(processesOf('extensionHost')[0]!)],
      ['pages of the browser: PSS', pssOf('renderer')],
    ]);
  } finally {
    await session.detach();
  }
}

type Send = (method: string, params?: object) => Promise<unknown>;

async function collect(send: Send): Promise<void> {
  await send('HeapProfiler.enable');
  // What the first collection finalises goes with the second.
  for (let i = 0; i < 3; i++) await send('HeapProfiler.collectGarbage');
  await send('HeapProfiler.disable');
}

function heapOf(usage: HeapUsage): number {
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** The workers of a page, which Playwright gives no session of their own: messages to them are wrapped in the page's. */
class Workers {
  private calls = 0;

  constructor(private readonly session: CDPSession) {}

  /** @returns session ids of the workers of blobs, which the studio's are */
  async attach(): Promise<readonly string[]> {
    const ids: string[] = [];
    this.session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker' && targetInfo.url.startsWith('blob:')) ids.push(sessionId);
    });
    const params = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false };
    await this.session.send('Target.setAutoAttach', params);
    return ids;
  }

  async heap(sessionId: string): Promise<number> {
    const send: Send = (method, params) => this.send(sessionId, method, params);
    await collect(send);
    return heapOf((await send('Runtime.getHeapUsage')) as HeapUsage);
  }

  private send(sessionId: string, method: string, params: object = {}): Promise<unknown> {
    const id = ++this.calls;
    return new Promise((resolve, reject) => {
      const take = (event: { sessionId: string; message: string }): void => {
        const answer = JSON.parse(event.message) as { id?: number; result?: unknown; error?: unknown };
        if (event.sessionId !== sessionId || answer.id !== id) return;
        this.session.off('Target.receivedMessageFromTarget', take);
        if (answer.error === undefined) resolve(answer.result);
        else reject(new Error(`${method} of a worker: ${JSON.stringify(answer.error)}`));
      };
      this.session.on('Target.receivedMessageFromTarget', take);
      const message = JSON.stringify({ id, method, params });
      this.session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
    });
  }
}

/** Proportional set size of all processes of a kind that this process has started, bytes. */
function pssOf(kind: ProcessKind): number {
  return processesOf(kind)
    .map(id => Number(/^Pss:\s+(\d+) kB/m.exec(textOf(`/proc/${id}/smaps_rollup`))?.[1] ?? 0) * 1024)
    .reduce((sum, bytes) => sum + bytes, 0);
}
