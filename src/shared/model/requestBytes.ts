import { abortWith } from './abortWith';

/** The signature of the global `fetch` that is needed here; called without a `this`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface RequestOptions {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  /** Milliseconds within which a source must answer, and over which its rate is then measured again and again. */
  readonly stallMs: number;
  /** Called after every chunk with the number of bytes so far. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Milliseconds by which a timer may be late. One that is later lay in the sleep of the machine, or in that of its whole program,
 * and says nothing about the source: sleep stops timers on some systems, but never the date.
 */
const mostLateMs = 5000;

/** Why a source did not deliver a file. */
export interface Refusal {
  readonly reason: string;
  /** True where it sent something else than the file. */
  readonly wrong: boolean;
}

/** Bytes a second below which a source counts as stalled: the least of lines brings some times as much. */
export const leastBytesPerSecond = 2048;

/**
 * Asks `url` for a file of `length` bytes, which are returned unchecked. Rejects only with what `onBytes` throws.
 *
 * Bytes are counted, and no header is trusted for them: Content-Length gives a compressed answer's compressed size, and
 * browsers hide Content-Encoding across origins.
 */
export async function requestBytes(
  url: string,
  length: number,
  { fetch, signal, stallMs, onBytes }: RequestOptions,
): Promise<Uint8Array | Refusal> {
  const watch = new RateWatch(stallMs, signal);
  const failed = (thrown: unknown): Refusal => ({ reason: watch.verdict ?? reasonOf(thrown), wrong: false });
  try {
    const response = await watch
      .follow(fetch(url, { signal: watch.signal, cache: 'no-store' }))
      .catch(failed);
    if ('reason' in response) return response;
    const refusal = refusalOf(response);
    if (refusal) return refusal;
    watch.answered();

    const bytes = new Uint8Array(length);
    let filled = 0;
    const reader = response.body?.getReader();
    while (reader) {
      const chunk = await watch.follow(reader.read()).catch(failed);
      if ('reason' in chunk) return chunk;
      if (chunk.done) break;
      const { value } = chunk;
      if (filled + value.length > length)
        return { reason: `sent more than the ${length} bytes of this file`, wrong: true };
      bytes.set(value, filled);
      filled += value.length;
      watch.took(value.length);
      onBytes(filled);
    }
    // A body that ends properly but is too short is another file; one that broke off has returned above.
    return filled === length ? bytes : { reason: `sent ${filled} bytes instead of ${length}`, wrong: true };
  } finally {
    watch.end();
  }
}

function refusalOf(response: Response): Refusal | undefined {
  if (!response.ok) return { reason: `answered HTTP ${response.status}`, wrong: false };
  if (/\b(html|xml)\b/i.test(response.headers.get('Content-Type') ?? '')) {
    return { reason: 'answered with a web page, as a sign-in page or a proxy does', wrong: true };
  }
  return undefined;
}

/** Aborts a request that is not answered in time, whose bytes come too slowly, or whose outer signal fires. */
class RateWatch {
  /** What the source did too slowly; undefined while it is fast enough. */
  verdict: string | undefined;
  private readonly controller = new AbortController();
  private readonly aborted: Promise<never>;
  private readonly unlink: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private bytesInWindow = 0;
  private begunAt = 0;

  constructor(
    private readonly windowMs: number,
    outer: AbortSignal,
  ) {
    this.aborted = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
    this.aborted.catch(() => undefined);
    this.unlink = abortWith(this.controller, outer);
    this.startWindow();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * `promise`, or a rejection once the request has ended. The signal alone is not enough: Node 20's fetch can leave its
   * promise pending for ever when it is aborted just as it starts on a kept-alive connection (seen in our tests).
   */
  follow<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.aborted]);
  }

  /** Measures the rate from here on, since the wait for an answer says nothing about it. */
  answered(): void {
    clearTimeout(this.timer);
    this.startWindow();
  }

  took(bytes: number): void {
    this.bytesInWindow += bytes;
  }

  /** Stops the timer, and aborts the request to free the connection of an answer that was not read to its end. */
  end(): void {
    clearTimeout(this.timer);
    this.unlink();
    this.controller.abort();
  }

  private startWindow(): void {
    this.bytesInWindow = 0;
    this.begunAt = Date.now();
    this.timer = setTimeout(() => this.judge(), this.windowMs);
  }

  private judge(): void {
    if (Date.now() - this.begunAt > this.windowMs + mostLateMs) return this.startWindow();
    const seconds = this.windowMs / 1000;
    if (this.bytesInWindow >= leastBytesPerSecond * seconds) return this.startWindow();
    this.verdict = `sent ${this.bytesInWindow === 0 ? 'nothing' : `only ${this.bytesInWindow} bytes`} for ${seconds} s`;
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
