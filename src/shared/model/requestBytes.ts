import { abortWith } from './abortWith';

/** The signature of the global `fetch` that is needed here; called without a `this`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RequestOptions {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Milliseconds after which a server that sends nothing is given up. */
  readonly stallMs: number;
  /** Called after every chunk with all bytes of the file held so far. */
  readonly received: (bytes: Uint8Array) => void | Promise<void>;
}

/**
 * Reasons to refuse an answer: its HTTP status; contents that are not this file; or a part of the file that was not asked
 * for, after which a request for the whole file may still succeed.
 */
export type Fault = 'status' | 'contents' | 'range';

/** Outcome of one request for a file. */
export type Answer =
  /** All bytes of the file, not yet checked; `resumed` where some are from an earlier request. */
  | { readonly kind: 'whole'; readonly bytes: Uint8Array; readonly resumed: boolean }
  /** The request broke off, stalled or was aborted; the next one may go on from `bytes`. */
  | {
      readonly kind: 'broken';
      readonly bytes: Uint8Array;
      readonly stalled: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'refused'; readonly fault: Fault; readonly reason: string };

/**
 * Asks `url` for a file of `length` bytes, the first of which are already held. Rejects only with what `received` throws.
 *
 * Bytes are counted, and no header is trusted for them: Content-Length gives a compressed answer's compressed size, and
 * browsers hide Content-Encoding and Content-Range across origins.
 */
export async function requestBytes(
  url: string,
  length: number,
  held: Uint8Array,
  options: RequestOptions,
): Promise<Answer> {
  const stall = new StallTimer(options.stallMs, options.signal);
  const file = new GrowingFile(length, held);
  const broken = (thrown: unknown): Answer => ({
    kind: 'broken',
    bytes: file.best,
    stalled: stall.fired,
    reason: stall.fired ? `sent nothing for ${options.stallMs / 1000} s` : reasonOf(thrown),
  });
  const { fetch } = options;
  try {
    const init: RequestInit = {
      headers: held.length > 0 ? { Range: `bytes=${held.length}-` } : {},
      signal: stall.signal,
      cache: 'no-store',
    };
    const response = await stall.watch(fetch(url, init)).catch(broken);
    if ('kind' in response) return response;
    stall.restart();
    const refusal = refusalOf(response, held.length);
    if (refusal) return refusal;
    if (response.status !== 206) file.startOver();

    const reader = response.body?.getReader();
    for (;;) {
      const chunk = reader
        ? await stall.watch(reader.read()).catch(broken)
        : { done: true as const, value: undefined };
      if ('kind' in chunk) return chunk;
      if (chunk.done) break;
      stall.restart();
      if (!file.append(chunk.value)) {
        return refused(
          file.resumed ? 'range' : 'contents',
          `sent more than the ${length} bytes of this file`,
        );
      }
      await options.received(file.bytes);
    }
    // A body that ends properly but is too short is another file; one that broke off has returned above.
    if (file.bytes.length < length) {
      const reason = `sent ${file.bytes.length} bytes instead of ${length}`;
      return refused(file.resumed ? 'range' : 'contents', reason);
    }
    return { kind: 'whole', bytes: file.bytes, resumed: file.resumed };
  } finally {
    stall.end();
  }
}

function refused(fault: Fault, reason: string): Answer {
  return { kind: 'refused', fault, reason };
}

function refusalOf(response: Response, held: number): Answer | undefined {
  if (response.status === 416 && held > 0) return refused('range', 'answered HTTP 416');
  if (!response.ok) return refused('status', `answered HTTP ${response.status}`);
  if (/\b(html|xml)\b/i.test(response.headers.get('Content-Type') ?? '')) {
    return refused('contents', 'answered with a web page, as a sign-in page or a proxy does');
  }
  const start = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1];
  if (response.status === 206 && start !== undefined && Number(start) !== held) {
    return refused('range', 'answered with another part of the file than asked for');
  }
  return undefined;
}

/** A buffer that the bytes of one file are gathered in. */
class GrowingFile {
  resumed: boolean;
  private readonly buffer: Uint8Array;
  private filled: number;

  constructor(
    length: number,
    private readonly held: Uint8Array,
  ) {
    this.buffer = new Uint8Array(length);
    this.buffer.set(held);
    this.filled = held.length;
    this.resumed = held.length > 0;
  }

  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.filled);
  }

  /** Bytes for the next request to go on from: a server that started over may have come less far than the one before. */
  get best(): Uint8Array {
    return this.filled >= this.held.length ? this.bytes : this.held;
  }

  startOver(): void {
    this.filled = 0;
    this.resumed = false;
  }

  append(chunk: Uint8Array): boolean {
    if (this.filled + chunk.length > this.buffer.length) return false;
    this.buffer.set(chunk, this.filled);
    this.filled += chunk.length;
    return true;
  }
}

/** Aborts a request when `restart` is not called in time, or when the outer signal fires. */
class StallTimer {
  fired = false;
  private readonly controller = new AbortController();
  private readonly aborted: Promise<never>;
  private readonly unlink: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ms: number,
    outer: AbortSignal,
  ) {
    this.aborted = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
    this.aborted.catch(() => undefined);
    this.unlink = abortWith(this.controller, outer);
    this.restart();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * `promise`, or a rejection once the request has ended. The signal alone is not enough: Node 20's fetch can leave its
   * promise pending for ever when it is aborted just as it starts on a kept-alive connection (seen in our tests).
   */
  watch<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.aborted]);
  }

  restart(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.fired = true;
      this.controller.abort();
    }, this.ms);
  }

  /** Stops the timer, and aborts the request to free the connection of an answer that was not read to its end. */
  end(): void {
    clearTimeout(this.timer);
    this.unlink();
    this.controller.abort();
  }
}

/** Reason why a request failed, which Node puts into the error's cause (its message is "fetch failed"). */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause instanceof Error ? thrown.cause : undefined;
  const code = cause && 'code' in cause ? String(cause.code) : '';
  return cause?.message || code || thrown.message || thrown.name;
}
