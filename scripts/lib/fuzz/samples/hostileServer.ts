import type { Fetch } from '../../../../src/shared/model/requestBytes';
import type { Random } from '../../../../webview/engine/support/random';
import { below, chance, oneOf } from '../choices';
import { mutatedBytes } from '../mutation/mutateBytes';

const statuses = [200, 200, 200, 206, 206, 204, 301, 304, 403, 404, 416, 429, 500, 503];
const headers: readonly (readonly [string, string])[] = [
  ['content-length', '5'],
  ['content-length', '99999999999999999999'],
  ['content-range', 'bytes 0-9/10'],
  ['content-range', 'bytes 9-0/*'],
  ['content-encoding', 'gzip'],
  ['content-type', 'text/html'],
];

/**
 * A server in memory that answers as the worst do: other files, too much or too little, wrong headers, streams that break off or
 * never end. One answer in three is the file.
 */
export function hostileServer(random: Random, contents: ReadonlyMap<string, Uint8Array>): Fetch {
  return (url, { signal }) => {
    const bytes = contents.get(url.slice(url.lastIndexOf('/') + 1))!;
    if (chance(random, 1 / 3)) return Promise.resolve(new Response(bytes.slice()));
    if (chance(random, 0.1))
      return Promise.reject(oneOf(random, [new TypeError('fetch failed'), new Error('')]));
    const status = oneOf(random, statuses);
    const body =
      status === 204 || status === 304 ? null : stream(random, mutatedBytes(random, [bytes]), signal);
    return Promise.resolve(
      new Response(body, { status, headers: chance(random, 0.5) ? [[...oneOf(random, headers)]] : [] }),
    );
  };
}

function stream(
  random: Random,
  bytes: Uint8Array,
  signal: AbortSignal | null | undefined,
): ReadableStream<Uint8Array> {
  const size = 1 + below(random, 60);
  // Few never end, since each of those takes as long as a server is waited for.
  const end = oneOf(random, [
    'close',
    'close',
    'close',
    'close',
    'error',
    'error',
    chance(random, 0.1) ? 'never' : 'close',
  ]);
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset < Math.min(bytes.length, 4096)) {
        controller.enqueue(bytes.slice(offset, offset + size));
        offset += size;
      } else if (end === 'close') controller.close();
      else if (end === 'error') controller.error(new TypeError('terminated'));
      else
        return new Promise<void>(resolve =>
          signal?.addEventListener('abort', () => resolve(), { once: true }),
        );
      return undefined;
    },
  });
}
