import { describe, expect, it, vi } from 'vitest';
import { PasticheError } from '../../src/shared/errors';
import * as v from 'valibot';
import { RpcPeer, Transferring, type Handlers } from '../../src/shared/messages/rpc';
import type { RpcMessage } from '../../src/shared/messages/rpcMessage';

interface Near {
  greet(params: { readonly name: string }): string;
}

interface Far {
  add(params: { readonly a: number; readonly b: number }): number;
  fail(params: { readonly code: 'image' | 'plain' }): never;
  wait(params: null): string;
  bytes(params: null): Uint8Array;
  unclonable(params: null): unknown;
}

/** Connects two ends as postMessage does: messages are cloned, and arrive later. */
function join(far: Partial<Handlers<Far>> = {}): {
  near: RpcPeer<Near, Far>;
  far: RpcPeer<Far, Near>;
  sent: RpcMessage[];
  defects: PasticheError[];
} {
  const sent: RpcMessage[] = [];
  const defects: PasticheError[] = [];
  const onDefect = (error: PasticheError): void => void defects.push(error);
  const post =
    (to: () => { receive(message: unknown): void }) =>
    (message: RpcMessage, transfer: readonly Transferable[]): void => {
      const copy = structuredClone(message, { transfer: [...transfer] });
      sent.push(copy);
      queueMicrotask(() => to().receive(copy));
    };
  const nearEnd: RpcPeer<Near, Far> = new RpcPeer<Near, Far>(
    post(() => farEnd),
    { greet: ({ name }) => `Hello ${name}` },
    onDefect,
  );
  const farEnd: RpcPeer<Far, Near> = new RpcPeer<Far, Near>(
    post(() => nearEnd),
    {
      add: ({ a, b }) => a + b,
      fail: ({ code }) => {
        if (code === 'plain') throw new TypeError('undefined is not a function');
        throw new PasticheError('image', 'cat.jpg is broken.', 'Choose another image.');
      },
      wait: () => new Promise(() => undefined),
      bytes: () => new Uint8Array([1, 2, 3]),
      unclonable: () => () => undefined,
      ...far,
    },
    onDefect,
  );
  return { near: nearEnd, far: farEnd, sent, defects };
}

const soon = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

describe('a call', () => {
  it('settles with the reply, both ways and at once', async () => {
    const { near, far } = join();
    const sums = [1, 2, 3].map(n => near.call('add', { a: n, b: 10 }));
    expect(await Promise.all(sums)).toEqual([11, 12, 13]);
    expect(await far.call('greet', { name: 'you' })).toBe('Hello you');
  });

  it('settles with the error that was thrown, remedy included', async () => {
    const { near } = join();
    const failure = near.call('fail', { code: 'image' });
    await expect(failure).rejects.toBeInstanceOf(PasticheError);
    await expect(failure).rejects.toMatchObject({
      code: 'image',
      message: 'cat.jpg is broken.',
      remedy: 'Choose another image.',
    });
  });

  it('calls what was no error of ours a defect, and keeps where it came from', async () => {
    const failure = join().near.call('fail', { code: 'plain' });
    await expect(failure).rejects.toMatchObject({
      code: 'internal',
      message: 'undefined is not a function',
      stack: expect.stringContaining('rpc.test'),
    });
  });

  it('settles where the other side has no such method', async () => {
    const { near } = join();
    const call = near.call('toString' as 'add', { a: 1, b: 1 });
    await expect(call).rejects.toMatchObject({ code: 'internal', message: 'Unknown method "toString".' });
  });

  it('settles where the answer cannot be posted', async () => {
    await expect(join().near.call('unclonable', null)).rejects.toMatchObject({ code: 'internal' });
  });

  it('settles where the question cannot be posted', async () => {
    const { near, sent } = join();
    const params = { a: 1, b: (() => 2) as unknown as number };
    await expect(near.call('add', params)).rejects.toBeInstanceOf(PasticheError);
    expect(sent).toEqual([]);
  });
});

describe('an abort', () => {
  it('settles the call, and tells the other side', async () => {
    let seen: AbortSignal | undefined;
    const { near } = join({ wait: (_, signal) => ((seen = signal), new Promise(() => undefined)) });
    const abort = new AbortController();
    const call = near.call('wait', null, { signal: abort.signal });
    await soon();
    expect(seen?.aborted).toBe(false);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await soon();
    expect(seen?.aborted).toBe(true);
  });

  it('before the call sends nothing', async () => {
    const { near, sent } = join();
    await expect(near.call('wait', null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(sent).toEqual([]);
  });

  it('after the reply changes nothing, and sends nothing', async () => {
    const { near, sent } = join();
    const abort = new AbortController();
    expect(await near.call('add', { a: 1, b: 1 }, { signal: abort.signal })).toBe(2);
    abort.abort();
    await soon();
    expect(sent.map(message => message.kind)).toEqual(['request', 'reply']);
  });

  it('drops the answer that comes all the same', async () => {
    let answer: (text: string) => void = () => undefined;
    const { near, sent, defects } = join({ wait: () => new Promise(resolve => (answer = resolve)) });
    const abort = new AbortController();
    const call = near.call('wait', null, { signal: abort.signal });
    await soon();
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    answer('too late');
    await soon();
    const { id } = sent.find(message => message.kind === 'request')!;
    near.receive({ kind: 'reply', id, value: 'much too late' });
    near.receive({ kind: 'failure', id, error: { code: 'internal', message: 'late' } });
    expect(sent.filter(message => message.kind === 'reply')).toEqual([]);
    expect(defects).toEqual([]);
  });
});

describe('closing', () => {
  const reason = new PasticheError('internal', 'The engine stopped.');

  it('settles what is pending and what comes later', async () => {
    const { near } = join();
    const pending = near.call('wait', null);
    near.close(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(near.call('add', { a: 1, b: 1 })).rejects.toBe(reason);
  });

  it('stops what runs for the other side, and sends no more', async () => {
    let seen: AbortSignal | undefined;
    const { near, far, sent } = join({
      wait: (_, signal) => ((seen = signal), new Promise(() => undefined)),
    });
    const pending = near.call('wait', null);
    await soon();
    far.close(reason);
    expect(seen?.aborted).toBe(true);
    const before = sent.length;
    far.notify('greet', { name: 'nobody' });
    far.receive({ kind: 'request', id: 'x/9', method: 'add', params: { a: 1, b: 1 } });
    await soon();
    expect(sent.length).toBe(before);
    near.close(reason);
    await expect(pending).rejects.toBe(reason);
  });
});

describe('a page that loads again', () => {
  /** An end that answers when it is told to, and the pages that were connected to it one after the other. */
  const host = (): {
    load(): RpcPeer<Near, Far>;
    answer(text: string): void;
    readonly signals: readonly AbortSignal[];
  } => {
    let page: RpcPeer<Near, Far> | undefined;
    const waiting: ((text: string) => void)[] = [];
    const signals: AbortSignal[] = [];
    const far: Handlers<Far> = {
      add: ({ a, b }) => a + b,
      fail: () => {
        throw new Error();
      },
      wait: (_, signal) => {
        signals.push(signal);
        return new Promise(resolve => waiting.push(resolve));
      },
      bytes: () => new Uint8Array(),
      unclonable: () => undefined,
    };
    const end = new RpcPeer<Far, Near>(
      message => queueMicrotask(() => page?.receive(structuredClone(message))),
      far,
      () => undefined,
    );
    return {
      signals,
      load: () => {
        const loaded: RpcPeer<Near, Far> = new RpcPeer<Near, Far>(
          message => queueMicrotask(() => end.receive(structuredClone(message))),
          { greet: () => '' },
          () => undefined,
        );
        return (page = loaded);
      },
      answer: text => waiting.shift()!(text),
    };
  };

  it('is never given the answer to a call of the page before', async () => {
    const { load, answer } = host();
    void load().call('wait', null);
    await soon();
    const second = load().call('wait', null);
    await soon();
    answer('for the first');
    await soon();
    answer('for the second');
    expect(await second).toBe('for the second');
  });

  it('ends what still ran for the page before', async () => {
    const { load, signals } = host();
    void load().call('wait', null);
    await soon();
    expect(signals[0]!.aborted).toBe(false);
    void load().call('wait', null);
    await soon();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });
});

describe('a failure that cannot be read', () => {
  it.each([
    ['no error', undefined],
    ['null', null],
    ['a text', 'broken'],
    ['an unknown code', { code: 'fire', message: 'x' }],
    ['no message', { code: 'image' }],
    ['a remedy that is no text', { code: 'image', message: 'x', remedy: 7 }],
  ])('settles its call: %s', async (_, error) => {
    const sent: RpcMessage[] = [];
    const near: RpcPeer<Near, Far> = new RpcPeer<Near, Far>(
      message => void sent.push(message),
      { greet: () => '' },
      () => undefined,
    );
    const call = near.call('wait', null);
    const [request] = sent;
    near.receive({ kind: 'failure', id: (request as { id: unknown }).id, error });
    await expect(call).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('parameters', () => {
  const add = v.object({ a: v.number(), b: v.number() });
  const schemas = { add, fail: v.any(), wait: v.null(), bytes: v.null(), unclonable: v.null() };
  const connect = (
    handle: () => number,
  ): { send(message: unknown): void; answers: RpcMessage[]; defects: PasticheError[] } => {
    const answers: RpcMessage[] = [];
    const defects: PasticheError[] = [];
    const handlers: Handlers<Far> = {
      add: handle,
      fail: () => {
        throw new Error();
      },
      wait: () => '',
      bytes: () => new Uint8Array(),
      unclonable: () => undefined,
    };
    const end = new RpcPeer<Far, Near>(
      message => void answers.push(message),
      handlers,
      error => void defects.push(error),
      schemas,
    );
    return { send: message => end.receive(message), answers, defects };
  };

  it('that do not fit their schema are refused before the method sees them, and the call settles', async () => {
    const handle = vi.fn(() => 3);
    const { send, answers } = connect(handle);
    send({ kind: 'request', id: 'x/1', method: 'add', params: { a: 1, b: '2' } });
    send({ kind: 'request', id: 'x/2', method: 'add', params: null });
    await soon();
    expect(handle).not.toHaveBeenCalled();
    expect(answers).toMatchObject([
      {
        kind: 'failure',
        id: 'x/1',
        error: { code: 'internal', message: expect.stringMatching(/"add".* b /) },
      },
      { kind: 'failure', id: 'x/2', error: { code: 'internal' } },
    ]);
  });

  it('of a notice that do not fit are told, and nothing happens', async () => {
    const handle = vi.fn(() => 3);
    const { send, defects } = connect(handle);
    send({ kind: 'notice', method: 'add', params: { a: 1 } });
    await soon();
    expect(handle).not.toHaveBeenCalled();
    expect(defects).toHaveLength(1);
  });
});

describe('notices', () => {
  it('arrive without an answer', async () => {
    const add = vi.fn(() => 0);
    const { near, sent } = join({ add });
    near.notify('add', { a: 1, b: 2 });
    await soon();
    expect(add).toHaveBeenCalledOnce();
    expect(sent.map(message => message.kind)).toEqual(['notice']);
  });

  it('that fail are told, not lost', async () => {
    const { near, defects } = join();
    near.notify('fail', { code: 'image' });
    await soon();
    expect(defects.map(error => error.message)).toEqual(['cat.jpg is broken.']);
  });
});

describe('messages', () => {
  it('of unknown form are told, whatever they are', () => {
    const { near, defects } = join();
    for (const message of [null, 7, 'hello', {}, { kind: 'request' }, { kind: 'reply', id: 1 }]) {
      near.receive(message);
    }
    expect(defects).toHaveLength(6);
  });

  it('can move their buffers instead of copying them', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const { near } = join({ bytes: () => new Transferring(bytes, [bytes.buffer]) });
    expect(await near.call('bytes', null)).toEqual(new Uint8Array([1, 2, 3]));
    expect(bytes.length).toBe(0);
  });
});
