import type { PlainError } from '../errors';

/**
 * The messages of a channel. Ids are made of the caller's page session and a number, since a page that loads again counts from
 * one anew while answers to the page before are still under way.
 */
export type RpcMessage =
  | { readonly kind: 'request'; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly kind: 'notice'; readonly method: string; readonly params: unknown }
  | { readonly kind: 'abort'; readonly id: string }
  | { readonly kind: 'reply'; readonly id: string; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: string; readonly error: PlainError };

/** A message as it arrived: the error of a failure is not checked yet, so that a malformed one settles its call, too. */
export type ArrivedMessage =
  | Exclude<RpcMessage, { kind: 'failure' }>
  | { readonly kind: 'failure'; readonly id: string; readonly error?: unknown };

/** True for a message whose envelope is in order; parameters, values and errors are checked where they are used. */
export function isRpcMessage(message: unknown): message is ArrivedMessage {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  const { kind } = message;
  const hasMethod = 'method' in message && typeof message.method === 'string';
  if (kind === 'notice') return hasMethod;
  if (!('id' in message) || typeof message.id !== 'string') return false;
  if (kind === 'request') return hasMethod;
  return kind === 'abort' || kind === 'reply' || kind === 'failure';
}

/** The session in an id that `idOf` made. */
export function sessionOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

export function idOf(session: string, call: number): string {
  return `${session}/${call}`;
}
