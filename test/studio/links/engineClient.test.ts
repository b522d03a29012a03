import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PasticheError } from '../../../src/shared/errors';
import { RpcPeer, type Handlers } from '../../../src/shared/messages/rpc';
import type { EngineApi, EngineClientApi } from '../../../webview/engine/engineProtocol';
import type { Model, RunObserver, RunRequest } from '../../../webview/engine/stylizer';
import { EngineClient } from '../../../webview/engineLink/engineClient';
import { gpu, recipe, report, runStart } from '../support/samples';

/** The worker's end of the channel, whose answers the test gives. */
class FakeWorker {
  static last: FakeWorker;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: Partial<ErrorEvent>) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  terminated = false;
  readonly asked: string[] = [];
  endRun: (() => void) | undefined;
  readonly studio: RpcPeer<EngineApi, EngineClientApi>;

  constructor(readonly url: string) {
    FakeWorker.last = this;
    const seen =
      <T>(name: string, answer: T) =>
      (): T => (this.asked.push(name), answer);
    const handlers: Handlers<EngineApi> = {
      attach: ({ wasm }) => (this.asked.push(`attach ${Object.keys(wasm).join(' ')}`), null),
      open: seen('open', gpu),
      prepare: spec => (this.asked.push(`prepare ${JSON.stringify(spec.model)}`), null),
      run: spec => {
        this.asked.push(`run ${JSON.stringify(spec.model)}`);
        return new Promise(resolve => {
          this.endRun = () => resolve({ epochs: 3, seconds: 1, peakBytes: 0 });
        });
      },
      pause: seen('pause', null),
      resume: seen('resume', null),
      stop: seen('stop', null),
      encode: ({ format }) => ({ bytes: new Uint8Array([1]), format, epoch: 3 }),
      disposeRun: () => (this.asked.push('disposeRun'), this.endRun?.(), null),
    };
    this.studio = new RpcPeer<EngineApi, EngineClientApi>(
      message => queueMicrotask(() => this.onmessage?.({ data: message })),
      handlers,
      error => {
        throw error;
      },
    );
  }

  postMessage(message: unknown): void {
    queueMicrotask(() => {
      if (!this.terminated) this.studio.receive(message);
    });
  }

  terminate(): void {
    this.terminated = true;
  }
}

const assets = { worker: 'https://studio/worker.js', wasm: 'https://studio/wasm/' };
const defects: PasticheError[] = [];
let missing: string[] = [];
/** Statuses that the worker's script is answered with, one after the other, before it comes. */
let hesitations: number[] = [];

beforeEach(() => {
  defects.length = 0;
  missing = [];
  hesitations = [];
  vi.stubGlobal('Worker', FakeWorker);
  vi.stubGlobal('fetch', (uri: string) => {
    const late = uri.endsWith('.js') ? hesitations.shift() : undefined;
    const status = late ?? (missing.some(part => uri.includes(part)) ? 404 : 200);
    if (status === 0) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(new Response(status === 200 ? 'x' : null, { status }));
  });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:worker');
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function create(): Promise<EngineClient> {
  const canvas = { transferControlToOffscreen: () => ({}) } as unknown as HTMLCanvasElement;
  return EngineClient.create(assets, canvas, error => defects.push(error));
}

function observer(): RunObserver & { heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    phase: phase => heard.push(phase),
    started: ({ width }) => heard.push(`started ${width}`),
    epochs: reports => heard.push(`epochs ${reports.length}`),
    intermediate: ({ epoch }) => heard.push(`intermediate ${epoch}`),
  };
}

function request(
  model: Model = { kind: 'pocket', read: () => Promise.resolve(new Uint8Array(1)) },
): RunRequest {
  const image = { name: 'a.png', bytes: new Uint8Array(1) };
  return {
    content: image,
    styles: [{ image, weight: 1 }],
    ...{ recipe, model, output: { type: 'png', quality: 90 }, saveEvery: 0 },
  };
}

const soon = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('starting the worker', () => {
  it('goes by a blob, and hands over canvas and wasm files', async () => {
    const client = await create();
    expect(FakeWorker.last.url).toBe('blob:worker');
    expect(FakeWorker.last.asked).toEqual(['attach tfjs-backend-wasm-simd.wasm']);
    expect(await client.open('auto')).toEqual(gpu);
  });

  it('goes on without the wasm files, and says so', async () => {
    missing = ['simd'];
    await create();
    expect(FakeWorker.last.asked).toEqual(['attach ']);
    expect(defects[0]?.message).toContain('tfjs-backend-wasm-simd.wasm could not be loaded: status 404');
  });

  it.each([
    ['is refused', { throws: 'Refused by the policy.' }],
    ['fails in its first lines', { fails: 'Refused by the policy.' }],
  ])('says what to do where it %s', async (_, { throws, fails }: { throws?: string; fails?: string }) => {
    vi.stubGlobal(
      'Worker',
      class extends FakeWorker {
        constructor(url: string) {
          if (throws) throw new Error(throws);
          super(url);
        }
        override postMessage(): void {
          const event = { message: fails ?? '', preventDefault: () => undefined };
          queueMicrotask(() => this.onerror?.(event));
        }
      },
    );
    await expect(create()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('worker could not be started: Refused by the policy.'),
      remedy: expect.stringContaining('Reload the window.'),
    });
  });

  it('says which file is missing', async () => {
    missing = ['worker.js'];
    await expect(create()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('worker.js could not be loaded: status 404'),
      remedy: expect.stringContaining('Reload'),
    });
  });
});

describe('a script that VS Code is late to answer', () => {
  it.each([408, 503, 0])('(status %d) is asked for once more', async status => {
    hesitations = [status];
    await create();
    expect(FakeWorker.last.asked).toEqual(['attach tfjs-backend-wasm-simd.wasm']);
    expect(defects).toEqual([]);
  });

  it('is asked for no third time', async () => {
    hesitations = [408, 408];
    await expect(create()).rejects.toThrow('worker.js could not be loaded: status 408');
    hesitations = [0, 0];
    await expect(create()).rejects.toThrow('worker.js could not be loaded: no answer');
  });
});

describe('what is done ahead of a run', () => {
  const model: Model = {
    kind: 'pretrained',
    precision: 'uint8',
    files: ['a'],
    read: file => Promise.resolve(new TextEncoder().encode(`ahead ${file}`)),
  };
  const readA = async (): Promise<string> =>
    new TextDecoder().decode(await FakeWorker.last.studio.call('readModelFile', { file: 'a' }));

  it('reads the network of the run that is expected, and that of a run once there is one', async () => {
    const client = await create();
    await expect(readA()).rejects.toThrow('outside a run');
    const { content, recipe } = request();
    await client.prepare({ content, recipe, model });
    expect(FakeWorker.last.asked.at(-1)).toContain('prepare {"kind":"pretrained"');
    expect(await readA()).toBe('ahead a');
    client.start(
      request({ ...model, read: file => Promise.resolve(new TextEncoder().encode(file)) }),
      observer(),
    );
    expect(await readA()).toBe('a');
  });
});

describe('a run', () => {
  it('tells its observer, is steered, and ends', async () => {
    const client = await create();
    const seen = observer();
    const run = client.start(request(), seen);
    expect(() => client.start(request(), seen)).toThrow('Another run is going on.');
    await soon();
    const { studio } = FakeWorker.last;
    studio.notify('phase', { phase: 'decoding' });
    studio.notify('started', runStart);
    studio.notify('epochs', { reports: [report(0), report(1)], epochMs: 5, sleptMs: 0 });
    const paused = run.pause();
    run.resume();
    run.stop();
    await soon();
    expect(seen.heard).toEqual(['decoding', 'started 256', 'epochs 2']);
    expect(FakeWorker.last.asked.slice(1)).toEqual(['run {"kind":"pocket"}', 'pause', 'resume', 'stop']);
    await paused;
    FakeWorker.last.endRun!();
    expect(await run.finished).toMatchObject({ epochs: 3 });
    expect(await run.encode({ type: 'png', quality: 90 })).toMatchObject({ epoch: 3 });
  });

  it('serves the model its files, and never sends the reader along', async () => {
    const client = await create();
    const model: Model = {
      kind: 'pretrained',
      precision: 'uint8',
      files: ['a'],
      read: file => Promise.resolve(new TextEncoder().encode(file)),
    };
    client.start(request(model), observer());
    await soon();
    expect(FakeWorker.last.asked.at(-1)).toBe('run {"kind":"pretrained","precision":"uint8","files":["a"]}');
    const bytes = await FakeWorker.last.studio.call('readModelFile', { file: 'a' });
    expect(new TextDecoder().decode(bytes)).toBe('a');
  });

  it('that is disposed of is heard no more, and lets a worker that waits for weights go', async () => {
    const client = await create();
    const seen = observer();
    const read = (): Promise<Uint8Array> => new Promise(() => undefined);
    const run = client.start(request({ kind: 'pretrained', precision: 'uint8', files: ['a'], read }), seen);
    await soon();
    const waiting = FakeWorker.last.studio.call('readModelFile', { file: 'a' });
    const refused = expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await soon();
    const disposed = run.dispose();
    FakeWorker.last.studio.notify('epochs', { reports: [report(0)], epochMs: 5, sleptMs: 0 });
    await refused;
    await disposed;
    expect(seen.heard).toEqual([]);
    expect(FakeWorker.last.asked.at(-1)).toBe('disposeRun');
  });
});

describe('the end of the worker', () => {
  it('by a crash rejects what is pending, with the reason', async () => {
    const client = await create();
    const run = client.start(request(), observer());
    await soon();
    FakeWorker.last.onerror!({ message: 'out of memory', preventDefault: () => undefined });
    await expect(run.finished).rejects.toMatchObject({
      code: 'internal',
      message: 'The engine stopped: out of memory',
    });
    await expect(client.open('auto')).rejects.toBeInstanceOf(PasticheError);
    expect(client.isBroken).toBe(true);
    expect(FakeWorker.last.terminated).toBe(true);
  });

  it('by us is no error to show', async () => {
    const client = await create();
    const run = client.start(request(), observer());
    await client.dispose();
    await expect(run.finished).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('defects of the worker are told', async () => {
    await create();
    FakeWorker.last.studio.notify('defect', { message: 'A leak.' });
    await soon();
    expect(defects.map(error => error.message)).toEqual(['A leak.']);
  });
});
