import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NodeFolder } from '../../scripts/lib/nodeFolder';
import { asPasticheError, type PasticheError } from '../../src/shared/errors';
import { downloadFiles, type DownloadProgress } from '../../src/shared/model/modelDownload';
import { mirrorSources, totalBytes, type ModelSource } from '../../src/shared/model/modelPins';
import { TemporaryFolder, WatchedFolder } from '../fixtures/modelFolders';
import { ModelServer, type Behaviour } from '../fixtures/modelServer';
import { testModel, type TestModel } from '../fixtures/testModel';

let model: TestModel;
let server: ModelServer;
let folder: TemporaryFolder;
let watched: WatchedFolder;
let log: string[];

beforeAll(async () => {
  model = await testModel();
  server = await ModelServer.start(model.files);
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await TemporaryFolder.make();
  watched = new WatchedFolder(folder.path, model.pins.files);
  log = [];
});
afterEach(async () => {
  // What holds in every test below: no name of a file ever stood for anything but the whole file.
  expect(watched.violations).toEqual([]);
  expect(await folder.damaged(model.pins.files)).toEqual([]);
  expect((await folder.names()).filter(name => name.endsWith('.tmp'))).toEqual([]);
  server.reset();
  await folder.remove();
});

const files = (): TestModel['pins']['files'] => model.pins.files;
const first = (): TestModel['pins']['files'][number] => files()[0]!;
const source = (name: string): ModelSource => mirrorSources(`${server.base}${name}/`)[0]!;

interface Extra {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly into?: NodeFolder;
  readonly sources?: readonly ModelSource[];
}

function download(wanted = files(), extra: Extra = {}): Promise<void> {
  return downloadFiles(wanted, extra.sources ?? [source('one'), source('two')], extra.into ?? watched, {
    fetch,
    signal: extra.signal,
    stallMs: 300,
    log: text => log.push(text),
    ...(extra.onProgress ? { onProgress: extra.onProgress } : {}),
  });
}

function sentBytes(): number {
  return server.requests.reduce((sum, request) => sum + request.sent, 0);
}

async function failure(promise: Promise<unknown>): Promise<PasticheError> {
  return asPasticheError(
    await promise.then(
      () => undefined,
      thrown => thrown as unknown,
    ),
  );
}

async function expectAllThere(wanted = files()): Promise<void> {
  expect((await folder.names()).sort()).toEqual(wanted.map(file => file.name).sort());
}

describe('a download', () => {
  it('fetches every file once and leaves nothing else behind', async () => {
    const progress: DownloadProgress[] = [];
    await download(files(), { onProgress: step => progress.push(step) });
    await expectAllThere();
    expect(server.requests.map(({ name }) => name).sort()).toEqual(
      files()
        .map(({ name }) => name)
        .sort(),
    );
    expect(progress.at(-1)).toEqual({ doneBytes: totalBytes(files()), totalBytes: totalBytes(files()) });
    expect(progress.length).toBeGreaterThan(files().length);
  });

  it('asks for several files at once, but not for all', async () => {
    server.behave('', { kind: 'silent' });
    const abort = new AbortController();
    const running = download(files(), { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBeGreaterThanOrEqual(2);
    expect(server.requests.length).toBeLessThanOrEqual(3);
    abort.abort();
    expect((await failure(running)).code).toBe('cancelled');
  });

  it('works from a server that is slow but steady', async () => {
    server.behave(first().name, { kind: 'slow', chunkBytes: Math.ceil(first().bytes / 20), delayMs: 30 });
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a source that fails', () => {
  const cases: [string, Behaviour, string][] = [
    ['a missing file', { kind: 'status', status: 404 }, 'HTTP 404'],
    ['a server error', { kind: 'status', status: 500 }, 'HTTP 500'],
    ['a web page', { kind: 'html' }, 'web page'],
    ['a wrong byte', { kind: 'wrongByte', at: 1234 }, 'checksum'],
    ['a short file', { kind: 'length', bytes: 1000 }, 'sent 1000 bytes'],
    ['a long file', { kind: 'length', bytes: 2 ** 21 }, 'sent more than'],
    ['a connection that stalls', { kind: 'stall', after: 70_000 }, 'nothing for 0.3 s'],
    ['no answer', { kind: 'silent' }, 'nothing for 0.3 s'],
    ['a connection cut before the first byte', { kind: 'breakOff', after: 0 }, ''],
  ];

  it.each(cases)('with %s gives way to the next', async (_name, behaviour, reason) => {
    server.behave('/one/', behaviour);
    await download([first()]);
    await expectAllThere([first()]);
    expect(log.join('\n')).toContain(reason);
    expect(server.requests.at(-1)!.path).toContain('/two/');
  });

  it.each(cases)('with %s everywhere ends in an error that says so', async (_name, behaviour, reason) => {
    server.behave('', behaviour);
    const error = await failure(download([first()]));
    expect(['network', 'model']).toContain(error.code);
    expect(error.message).toContain(first().name);
    expect(error.message).toContain(`${server.base}one/: `);
    expect(error.message).toContain(`${server.base}two/: `);
    expect(error.message).toContain(reason);
    expect(error.remedy).toBeTruthy();
    expect((await folder.names()).filter(name => !name.endsWith('.part'))).toEqual([]);
  });

  it('is an error of the network when it cannot be reached, of the model when its bytes are wrong', async () => {
    const nobody = mirrorSources('http://127.0.0.1:1/')[0]!;
    expect((await failure(download([first()], { sources: [nobody] }))).code).toBe('network');
    server.behave('', { kind: 'wrongByte', at: 0 });
    expect((await failure(download([first()]))).code).toBe('model');
    expect(await folder.names()).toEqual([]);
  });

  it('is asked last for the files that follow', async () => {
    server.behave('/one/', { kind: 'status', status: 500 });
    await download();
    await expectAllThere();
    expect(server.requests.filter(({ path }) => path.includes('/one/')).length).toBeLessThanOrEqual(3);
  });

  it('stops the other files, which keep what they have', async () => {
    const [bad, ...others] = files();
    server.behave('', { kind: 'slow', chunkBytes: 50_000, delayMs: 20 });
    server.behave(bad!.name, { kind: 'status', status: 404 });
    expect((await failure(download())).message).toContain(bad!.name);
    expect(server.requests.length).toBeLessThan(files().length);
    server.reset();
    await download(others);
    await expectAllThere(others);
  });
});

describe('a download that broke off', () => {
  it('goes on at the same source from the byte where it broke off', async () => {
    server.behave('/one/', { kind: 'breakOff', after: 100_000 }, 2);
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests.map(({ from }) => from)).toEqual([0, 100_000, 200_000]);
    expect(server.requests.every(({ path }) => path.includes('/one/'))).toBe(true);
  });

  it('goes on at the next source when the first stalls', async () => {
    server.behave('/one/', { kind: 'stall', after: 150_000 });
    await download([first()]);
    expect(server.requests.map(({ path, from }) => [path.split('/')[1], from])).toEqual([
      ['one', 0],
      ['two', 150_000],
    ]);
  });

  it.each<[string, Behaviour]>([
    ['ignores ranges', { kind: 'ignoreRange' }],
    ['refuses ranges', { kind: 'refuseRange' }],
    ['answers with another range', { kind: 'wrongRange' }],
  ])('starts over at a server that %s', async (_name, behaviour) => {
    server.behave('/one/', behaviour);
    server.behave('/one/', { kind: 'breakOff', after: 100_000 }, 1);
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests.every(({ path }) => path.includes('/one/'))).toBe(true);
  });

  it('starts over when what was held before turns out to be damaged', async () => {
    await watched.write(`${first().name}.part`, new Uint8Array(5000).fill(7));
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests.map(({ from }) => from)).toEqual([5000, 0]);
  });

  it('does not ask at all when all bytes are held already', async () => {
    await watched.write(`${first().name}.part`, model.files.get(first().name)!);
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests).toEqual([]);
  });

  it('throws away a partial file that is too long', async () => {
    await watched.write(`${first().name}.part`, new Uint8Array(first().bytes + 1));
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests.map(({ from }) => from)).toEqual([0]);
  });
});

describe('an aborted download', () => {
  it('rejects as cancelled, and the next one downloads only the rest', async () => {
    server.behave('', { kind: 'slow', chunkBytes: 20_000, delayMs: 5 });
    const abort = new AbortController();
    const enough = Math.min(2_500_000, totalBytes(files()) / 2);
    const stopped = download(files(), {
      signal: abort.signal,
      onProgress: ({ doneBytes }) => doneBytes > enough && abort.abort(),
    });
    expect((await failure(stopped)).code).toBe('cancelled');

    const names = await folder.names();
    const held = new Map<string, number>();
    for (const name of names) held.set(name.replace(/\.part$/, ''), (await folder.bytesOf(name)).length);
    const heldBytes = [...held.values()].reduce((sum, bytes) => sum + bytes, 0);
    expect(heldBytes).toBeGreaterThanOrEqual(enough);
    expect(heldBytes).toBeLessThan(totalBytes(files()));
    expect(names.some(name => name.endsWith('.part'))).toBe(true);

    server.reset();
    const missing = files().filter(({ name }) => !names.includes(name));
    await download(missing);
    await expectAllThere();
    for (const { name, from } of server.requests) expect(from).toBe(held.get(name) ?? 0);
    expect(sentBytes()).toBe(totalBytes(files()) - heldBytes);
  });

  it('asks nobody when it was aborted before', async () => {
    const error = await failure(download(files(), { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
    expect(server.requests).toEqual([]);
  });

  it('can be repeated at any moment without losing what came in', async () => {
    server.behave('', { kind: 'slow', chunkBytes: 50_000, delayMs: 2 });
    const wanted = files().slice(0, 4);
    const roundBytes = totalBytes(wanted) / 8;
    let rounds = 0;
    for (; rounds < 100; rounds++) {
      const have = await folder.names();
      const missing = wanted.filter(({ name }) => !have.includes(name));
      if (missing.length === 0) break;
      const abort = new AbortController();
      const before = sentBytes();
      const stopped = download(missing, {
        signal: abort.signal,
        onProgress: () => sentBytes() > before + roundBytes && abort.abort(),
      });
      await stopped.catch((thrown: unknown) => expect(asPasticheError(thrown).code).toBe('cancelled'));
    }
    expect(rounds).toBeGreaterThan(1);
    await expectAllThere(wanted);
  });
});
