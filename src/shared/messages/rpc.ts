import * as v from 'valibot';
import { asPasticheError, fromPlainError, PasticheError, toPlainError } from '../errors';
import { plainErrorSchema } from './plainErrorSchema';
import { idOf, isRpcMessage, sessionOf, type RpcMessage } from './rpcMessage';

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

/** Checks of an API's parameters, one for each method. */
export type Schemas<Api> = {
  readonly [M in keyof Api]: v.GenericSchema<unknown, Params<Api, M>>;
};

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
  /** The calls of this end are named after it, so that no other end's answer is taken for one of theirs. */
  private readonly session = crypto.randomUUID();
  private calls = 0;
  private readonly pending = new Map<string, Pending>();
  private readonly running = new Map<string, AbortController>();
  private closed: PasticheError | undefined;

  /**
   * @param send posts a message to the other side
   * @param handlers this side's methods
   * @param onDefect called with errors that no caller waits for: a notice whose handler threw, a message of unknown form
   * @param schemas checks of the parameters; absent where both ends are of one program, such as a page and its worker
   */
  constructor(
    private readonly send: Send,
    private readonly handlers: Handlers<Local>,
    private readonly onDefect: (error: PasticheError) => void,
    private readonly schemas?: Schemas<Local>,
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
    const id = idOf(this.session, ++this.calls);
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
        this.take(message.id)?.reject(failureOf(message.error));
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

  private take(id: string): Pending | undefined {
    const call = this.pending.get(id);
    this.pending.delete(id);
    return call;
  }

  private async answer(id: string, method: string, params: unknown): Promise<void> {
    this.abandonSessionsBut(sessionOf(id));
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

  /** Aborts what runs for a page that has been loaded anew since: nobody waits for it any longer. */
  private abandonSessionsBut(session: string): void {
    for (const [id, controller] of this.running) if (sessionOf(id) !== session) controller.abort();
  }

  /** Posts an answer; where its result cannot be posted, an error in its place, so that the call settles. */
  private sendAnswer(id: string, message: RpcMessage, transfer: readonly Transferable[]): void {
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
    return await handler(this.checked(method as keyof Local & string, params), signal);
  }

  /** The parameters, checked. @throws PasticheError `internal`, naming the method and what is wrong */
  private checked(method: keyof Local & string, params: unknown): unknown {
    const schema = this.schemas?.[method];
    if (!schema) return params;
    const result = v.safeParse(schema, params);
    if (result.success) return result.output;
    const [{ message }] = result.issues;
    const where = v.getDotPath(result.issues[0]) ?? 'its parameters';
    throw new PasticheError('internal', `"${method}" was refused: ${where} are malformed (${message}).`);
  }
}

function cancelled(method: string): PasticheError {
  return new PasticheError('cancelled', `"${method}" was cancelled.`);
}

/** The error of a failed call; one that cannot be read is an error all the same, so that the call settles. */
function failureOf(error: unknown): PasticheError {
  const result = v.safeParse(plainErrorSchema, error);
  if (result.success) return fromPlainError(result.output);
  return new PasticheError('internal', 'The other side failed, and its error could not be read.');
}

function describe(message: unknown): string {
  return typeof message === 'object' && message !== null ? Object.keys(message).join(', ') : typeof message;
}
