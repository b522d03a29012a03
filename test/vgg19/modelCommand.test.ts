import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runModelCommand } from '../fixtures/modelCommand';
import { TemporaryFolder } from '../fixtures/modelFolders';
import { ModelServer } from '../fixtures/modelServer';
import { pins, weightsFile } from './support';

/** Bytes of a file of 1 MiB after which the server stalls. */
const stallAfter = 300_000;
/** Number of files that the downloader requests at a time. */
const atOnce = 3;

const names = pins.files.map(({ name }) => name);
let server: ModelServer;
let folder: TemporaryFolder;

beforeAll(async () => {
  server = await ModelServer.start(new Map(names.map(name => [name, weightsFile(name)])));
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await TemporaryFolder.make();
});
afterEach(async () => {
  server.reset();
  await folder.remove();
});

describe('npm run model', () => {
  it('downloads the published files and prints their folder alone on stdout', async () => {
    const { code, stdout } = await runModelCommand(['--to', folder.path], server.base);
    expect(code).toBe(0);
    expect(stdout).toBe(`${folder.path}\n`);
    expect((await folder.names()).sort()).toEqual([...names].sort());
    expect(await folder.damaged(pins.files)).toEqual([]);
  });

  it('killed in the middle leaves nothing half-written, and downloads only the rest next time', async () => {
    const whole = names.slice(0, 4);
    server.behave('', { kind: 'stall', after: stallAfter });
    for (const name of whole) server.behave(name, { kind: 'serve' });
    await runModelCommand(['--to', folder.path], server.base, server.untilSilent(atOnce));
    expect(await folder.damaged(pins.files)).toEqual([]);
    expect((await folder.names()).filter(name => names.includes(name)).sort()).toEqual([...whole].sort());

    server.reset();
    expect((await runModelCommand(['--to', folder.path], server.base)).code).toBe(0);
    expect(server.requests.some(({ name }) => whole.includes(name))).toBe(false);
    expect(await folder.damaged(pins.files)).toEqual([]);
    expect((await folder.names()).filter(name => names.includes(name))).toHaveLength(names.length);
  });
});
