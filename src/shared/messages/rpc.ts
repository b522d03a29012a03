import { asPasticheError, fromPlainError, PasticheError, toPlainError, type PlainError } from '../errors';

/**
 * Requests over a message channel (host <-> studio, studio <-> worker). Every call settles: by a reply, an error, or an
 * abort; an answer to a call that was abandoned is dropped.
 */

/** A method of an API: it takes one parameter object and the caller's abort signal. */
export type Method<P, R> = (params: P, signal: AbortSignal) => R | Promise<R>;

/** Parameters of a method of an API, which is an interface whose members are all methods. */
export type Params<Api, M extends keyof Api> = Api[M] extends (
  params: infer P,
  signal: AbortSignal,
) => unknown
  ? P
  : never;
export type Result<Api, M extends keyof Api> = Api[M] extends (...args: never[]) => infer R
  ? Awaited<R>
  : never;

/** Implementation of an API; a handler may wrap its result in `Transferring` to move buffers instead of copying them. */
export type Handlers<Api> = {
  [M in keyof Api]: (
    params: Params<Api, M>,
    signal: AbortSignal,
  ) => Result<Api, M> | Transferring<Result<Api, M>> | Promise<Result<Api, M> | Transferring<Result<Api, M>>>;
};

export type RpcMessage =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'notice'; readonly method: string; readonly params: unknown }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PlainError };

/** A reply together with the buffers that are moved, not copied, to the other side. */
export class Transferring<T> {
  constructor(
    readonly value: T,
    readonly transfer: readonly Transferable[],
  ) {}
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly Transferable[];
}

export type Send = (message: RpcMessage, transfer: readonly Transferable[]) => void;

interface Pending {
  resolve(value: unknown): void;
  reject(error: PasticheError): void;
}

/** One end of a channel: calls `Remote`'s methods, answers `Local`'s. */
export class RpcPeer<Local, Remote> {
  private nextId = 1;
  private readonly pending = new Map<number, Pending>();
  private readonly running = new Map<number, AbortController>();
  private closed: PasticheError | undefined;

  /**
   * @param send posts a message to the other side
   * @param handlers this side's methods
   * @param onDefect called with errors that no caller waits for: a notice whose handler threw, a message of unknown form
   */
  constructor(
    private readonly send: Send,
    private readonly handlers: Handlers<Local>,
    private readonly onDefect: (error: PasticheError) => void,
  ) {}

  /** Calls a method and waits for its result. Rejects with the other side's error, or `cancelled` on abort. */
  call<M extends keyof Remote & string>(
    method: M,
    params: Params<Remote, M>,
    options: CallOptions = {},
  ): Promise<Result<Remote, M>> {
    if (this.closed) return Promise.reject(this.closed);
    const { signal, transfer = [] } = options;
    if (signal?.aborted) return Promise.reject(cancelled(method));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        if (!this.pending.delete(id)) return;
        this.send({ kind: 'abort', id }, []);
        reject(cancelled(method));
      };
      const settle = (): void => signal?.removeEventListener('abort', abort);
      this.pending.set(id, {
        resolve: value => (settle(), resolve(value as Result<Remote, M>)),
        reject: error => (settle(), reject(error)),
      });
      signal?.addEventListener('abort', abort, { once: true });
      try {
        this.send({ kind: 'request', id, method, params }, transfer);
      } catch (thrown) {
        this.pending.delete(id);
        settle();
        reject(asPasticheError(thrown));
      }
    });
  }

  /** Calls a method without waiting for an answer, for events that come often. */
  notify<M extends keyof Remote & string>(
    method: M,
    params: Params<Remote, M>,
    transfer: readonly Transferable[] = [],
  ): void {
    if (!this.closed) this.send({ kind: 'notice', method, params }, transfer);
  }

  /** Takes a message from the other side. */
  receive(message: unknown): void {
    if (this.closed) return;
    if (!isRpcMessage(message)) {
      this.onDefect(new PasticheError('internal', `A message of unknown form arrived: ${describe(message)}`));
      return;
    }
    switch (message.kind) {
      case 'request':
        void this.answer(message.id, message.method, message.params);
        break;
      case 'notice':
        void this.invoke(message.method, message.params, new AbortController().signal).catch(
          (thrown: unknown) => this.onDefect(asPasticheError(thrown)),
        );
        break;
      case 'abort':
        this.running.get(message.id)?.abort();
        break;
      case 'reply':
        this.take(message.id)?.resolve(message.value);
        break;
      case 'failure':
        this.take(message.id)?.reject(fromPlainError(message.error));
        break;
    }
  }

  /** Ends the channel: pending calls reject with `reason`, and methods running for the other side are aborted. */
  close(reason: PasticheError): void {
    if (this.closed) return;
    this.closed = reason;
    for (const call of this.pending.values()) call.reject(reason);
    this.pending.clear();
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }

  private take(id: number): Pending | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    return call;
  }

  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    let message: RpcMessage;
    let transfer: readonly Transferable[] = [];
    try {
      const result = await this.invoke(method, params, controller.signal);
      if (result instanceof Transferring) transfer = result.transfer;
      message = { kind: 'reply', id, value: result instanceof Transferring ? result.value : result };
    } catch (thrown) {
      message = { kind: 'failure', id, error: toPlainError(thrown) };
    }
    if (this.running.delete(id) && !controller.signal.aborted) this.sendAnswer(id, message, transfer);
  }

  /** Posts an answer; where its result cannot be posted, an error in its place, so that the call settles. */
  private sendAnswer(id: number, message: RpcMessage, transfer: readonly Transferable[]): void {
    try {
      this.send(message, transfer);
    } catch (thrown) {
      this.send({ kind: 'failure', id, error: toPlainError(thrown) }, []);
    }
  }

  private async invoke(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    if (!Object.hasOwn(this.handlers, method))
      throw new PasticheError('internal', `Unknown method "${method}".`);
    const handler = this.handlers[method as keyof Local] as Method<unknown, unknown>;
    return await handler(params, signal);
  }
}

function cancelled(method: string): PasticheError {
  return new PasticheError('cancelled', `"${method}" was cancelled.`);
}

function isRpcMessage(message: unknown): message is RpcMessage {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  const { kind } = message;
  if (kind === 'notice') return 'method' in message;
  if (!('id' in message) || typeof message.id !== 'number') return false;
  if (kind === 'request') return 'method' in message && typeof message.method === 'string';
  return kind === 'abort' || kind === 'reply' || (kind === 'failure' && 'error' in message);
}

function describe(message: unknown): string {
  return typeof message === 'object' && message !== null ? Object.keys(message).join(', ') : typeof message;
}
