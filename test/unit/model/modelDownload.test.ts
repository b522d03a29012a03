import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { NodeFolder } from '../../../scripts/lib/node/nodeFolder';
import { asPasticheError, type PasticheError } from '../../../src/shared/errors';
import { downloadFiles, type DownloadProgress } from '../../../src/shared/model/modelDownload';
import { mirrorSources, totalBytes, type ModelSource } from '../../../src/shared/model/modelPins';
import { leastBytesPerSecond } from '../../../src/shared/model/requestBytes';
import { Changes } from '../../fixtures/changes';
import { TemporaryFolder, WatchedFolder } from '../../fixtures/modelFolders';
import { ModelServer, type Behaviour, type SeenRequest } from '../../fixtures/modelServer';
import { killedModel, madeModel, type TestModel } from '../../fixtures/testModel';

/** Limit of a stall, too long for a busy machine to reach; tests of stalls advance a fake clock. */
const stallMs = 60_000;
/** Number of files that the downloader requests at a time. */
const atOnce = 3;
const fileBytes = 300_000;

let model: TestModel;
let server: ModelServer;
let folder: TemporaryFolder;
let watched: WatchedFolder;
let log: string[];
/** Number of bytes that the download under way holds; `progress` tells of changes. */
let doneBytes: number;
let progress: Changes;

beforeAll(async () => {
  model = await madeModel('uint8', 5, fileBytes);
  server = await ModelServer.start(model.files);
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await TemporaryFolder.make();
  watched = new WatchedFolder(folder.path, model.pins.files);
  log = [];
  doneBytes = 0;
  progress = new Changes();
});
afterEach(async () => {
  vi.useRealTimers();
  // These hold after every test: no name of a file ever stood for anything but the whole file.
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
    stallMs,
    log: text => log.push(text),
    onProgress: step => {
      doneBytes = step.doneBytes;
      progress.tell();
      extra.onProgress?.(step);
    },
  });
}

function untilDone(bytes: number): Promise<void> {
  return progress.until(
    () => `${bytes} bytes to be held; ${doneBytes} are`,
    () => doneBytes >= bytes,
  );
}

/** Resolves once the download of one file holds all that this request brought it. */
const taken = ({ sent }: SeenRequest): Promise<void> => untilDone(sent);

/** Advances the clock by a stall each time a source has fallen silent and the download has taken what it sent. */
async function passStalls(count: number): Promise<void> {
  for (let stalled = 1; stalled <= count; stalled++) {
    await server.untilSilent(stalled);
    await taken(server.requests.at(-1)!);
    vi.advanceTimersByTime(stallMs);
  }
}

/** Replaces the clock by one that only the test advances. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
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
    await server.untilSilent(atOnce);
    abort.abort();
    expect((await failure(running)).code).toBe('cancelled');
    expect(server.requests).toHaveLength(atOnce);
    expect(files().length).toBeGreaterThan(atOnce);
  });

  /** Sends a chunk of so many bytes each time, just before the watch on the rate ends. */
  function trickle(chunkBytes: number): Behaviour {
    stopClock();
    const next = async (seen: SeenRequest): Promise<void> => {
      await taken(seen);
      vi.advanceTimersByTime(stallMs - 1);
    };
    return { kind: 'paced', chunkBytes, next };
  }

  /** The least that a source must send within the limit of a stall. */
  const least = (leastBytesPerSecond * stallMs) / 1000;

  it('works from a server that is slow but steady', async () => {
    const chunkBytes = fileBytes / 2;
    expect(chunkBytes).toBeGreaterThan(least);
    server.behave(first().name, trickle(chunkBytes));
    await download([first()]);
    await expectAllThere([first()]);
    expect(server.requests).toHaveLength(1);
  });

  it('gives a server up that never falls silent but only trickles', async () => {
    server.behave('/one/', trickle(least / 8));
    await download([first()]);
    await expectAllThere([first()]);
    expect(log.join('\n')).toMatch(/\/one\/.*: sent only \d+ bytes for 60 s\./);
    expect(server.requests.map(({ path }) => path.split('/')[1])).toEqual(['one', 'two']);
    expect(server.requests[0]!.sent).toBeLessThan(least);
  });

  it('does not give a server up because the machine slept', async () => {
    stopClock();
    let asleep = true;
    const next = async (seen: SeenRequest): Promise<void> => {
      await taken(seen);
      if (!asleep) return;
      asleep = false;
      const now = Date.now();
      vi.spyOn(Date, 'now').mockReturnValue(now + 3600e3);
      vi.advanceTimersByTime(stallMs);
    };
    server.behave('/one/', { kind: 'paced', chunkBytes: least / 8, next });
    try {
      await download([first()]);
    } finally {
      vi.restoreAllMocks();
    }
    await expectAllThere([first()]);
    expect(log).toEqual([]);
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
    ['a long file', { kind: 'length', bytes: 2 * fileBytes }, 'sent more than'],
    ['a connection that stalls', { kind: 'stall', after: 70_000 }, 'only 70000 bytes for 60 s'],
    ['no answer', { kind: 'silent' }, 'nothing for 60 s'],
    ['a connection cut before the first byte', { kind: 'breakOff', after: 0 }, ''],
    ['a connection cut in the middle', { kind: 'breakOff', after: fileBytes / 2 }, ''],
  ];

  const isSilent = ({ kind }: Behaviour): boolean => kind === 'stall' || kind === 'silent';

  it.each(cases)('with %s gives way to the next', async (_name, behaviour, reason) => {
    server.behave('/one/', behaviour);
    if (isSilent(behaviour)) stopClock();
    await Promise.all([download([first()]), isSilent(behaviour) && passStalls(1)]);
    await expectAllThere([first()]);
    expect(log.join('\n')).toContain(reason);
    expect(server.requests.at(-1)!.path).toContain('/two/');
  });

  it.each(cases)('with %s everywhere ends in an error that says so', async (_name, behaviour, reason) => {
    server.behave('', behaviour);
    if (isSilent(behaviour)) stopClock();
    const [error] = await Promise.all([failure(download([first()])), isSilent(behaviour) && passStalls(2)]);
    expect(['network', 'model']).toContain(error.code);
    expect(error.message).toContain(first().name);
    expect(error.message).toContain(`${server.base}one/: `);
    expect(error.message).toContain(`${server.base}two/: `);
    expect(error.message).toContain(reason);
    expect(error.remedy).toBeTruthy();
    expect(await folder.names()).toEqual([]);
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

  it('stops the other files, whose whole ones stay', async () => {
    const [bad, whole, ...others] = files();
    server.behave('', { kind: 'stall', after: fileBytes / 2 });
    server.behave(whole!.name, { kind: 'serve' });
    // The file after the whole one takes its place, beside the one between them.
    const after = untilDone(2 * fileBytes);
    server.behave(bad!.name, { kind: 'status', status: 404, after });
    expect((await failure(download())).message).toContain(bad!.name);
    await expectAllThere([whole!]);
    const asked = new Set(server.requests.map(({ name }) => name));
    expect([...asked].sort()).toEqual([bad!, whole!, ...others.slice(0, 2)].map(({ name }) => name).sort());
  });
});

describe('an aborted download', () => {
  it('rejects as cancelled, and the next one downloads only the rest', async () => {
    const [whole, ...others] = files();
    server.behave('', { kind: 'stall', after: 100_000 });
    server.behave(whole!.name, { kind: 'serve' });
    const abort = new AbortController();
    const stopped = download(files(), { signal: abort.signal });
    await untilDone(fileBytes + atOnce * 100_000);
    abort.abort();
    expect((await failure(stopped)).code).toBe('cancelled');
    await expectAllThere([whole!]);

    server.reset();
    await download(others);
    await expectAllThere();
    expect(sentBytes()).toBe(totalBytes(others));
  });

  it('asks nobody when it was aborted before', async () => {
    const error = await failure(download(files(), { signal: AbortSignal.abort() }));
    expect(error.code).toBe('cancelled');
    expect(server.requests).toEqual([]);
  });
});

describe('a download whose process is killed', () => {
  it('leaves nothing half-written, and the next one downloads only the rest', async () => {
    const { pins, files: contents } = await killedModel();
    const target = await TemporaryFolder.make();
    const killed = await ModelServer.start(contents);
    try {
      const [whole, ...others] = pins.files;
      killed.behave('', { kind: 'stall', after: 1_200_000 });
      killed.behave(whole!.name, { kind: 'serve' });
      const child = execa(
        process.execPath,
        ['--import', 'tsx', 'test/fixtures/downloadChild.ts', killed.base, target.path],
        { cwd: join(import.meta.dirname, '../../..'), stdio: 'inherit', reject: false },
      );
      try {
        await killed.untilSilent(atOnce);
      } finally {
        child.kill('SIGKILL');
        await child;
      }
      expect(await target.damaged(pins.files)).toEqual([]);
      expect((await target.names()).filter(name => contents.has(name))).toEqual([whole!.name]);

      killed.reset();
      const from = mirrorSources(killed.base).slice(0, 1);
      await downloadFiles(others, from, new NodeFolder(target.path), { fetch, stallMs });
      expect(killed.requests.map(({ name }) => name).sort()).toEqual(others.map(({ name }) => name).sort());
      expect(await target.damaged(pins.files)).toEqual([]);
      expect((await target.names()).filter(name => contents.has(name))).toHaveLength(contents.size);
    } finally {
      await killed.close();
      await target.remove();
    }
  });
});
