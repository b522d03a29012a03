/** Kinds of errors; they decide which remedies the UI offers. */
export const errorCodes = [
  'usage', // the caller asked for something that makes no sense (exit code 2 on the command line)
  'setting', // a setting of the wrong type or out of bounds
  'image', // an image that cannot be read, decoded or is too large
  'model', // weights missing, altered or not to be had
  'network', // a download failed; retrying may help
  'device', // no such device, or the device was lost
  'memory', // the device ran out of memory
  'output', // the picture could not be written
  'cancelled', // the person stopped it; never shown as an error
  'internal', // a defect of Pastiche
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/**
 * An error meant for a person: `message` says what happened and to which file or setting, `remedy` what to do next.
 * Everything else that is thrown is a defect and reported as `internal`.
 */
export class PasticheError extends Error {
  override readonly name = 'PasticheError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly remedy?: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The form in which an error crosses a worker or webview boundary. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy?: string | undefined;
  readonly stack?: string | undefined;
}

/** Any thrown value as a `PasticheError`; what was not one already becomes `internal`, or `cancelled` for an abort. */
export function asPasticheError(thrown: unknown): PasticheError {
  if (thrown instanceof PasticheError) return thrown;
  if (thrown instanceof Error) {
    const code: ErrorCode = thrown.name === 'AbortError' ? 'cancelled' : 'internal';
    return new PasticheError(code, thrown.message || thrown.name, undefined, { cause: thrown });
  }
  return new PasticheError('internal', String(thrown));
}

export function toPlainError(thrown: unknown): PlainError {
  const error = asPasticheError(thrown);
  const origin = error.cause instanceof Error ? error.cause : error;
  return { code: error.code, message: error.message, remedy: error.remedy, stack: origin.stack };
}

export function fromPlainError(plain: PlainError): PasticheError {
  const error = new PasticheError(plain.code, plain.message, plain.remedy);
  if (plain.stack) error.stack = plain.stack;
  return error;
}

/** Message and remedy as one line, for a notification or stderr. */
export function errorText(thrown: unknown): string {
  const error = asPasticheError(thrown);
  const text = error.remedy ? `${error.message} ${error.remedy}` : error.message;
  return text.replace(/\s+/g, ' ').trim();
}

/** Throws `cancelled` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PasticheError('cancelled', 'Cancelled.');
}
