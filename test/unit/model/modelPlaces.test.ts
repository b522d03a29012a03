import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NodeFolder } from '../../../scripts/lib/node/nodeFolder';
import { asPasticheError, type PasticheError } from '../../../src/shared/errors';
import type { PinnedFile } from '../../../src/shared/model/modelPins';
import { openFromPlaces, openOwnFolder } from '../../../src/shared/model/modelPlaces';
import type { VerifiedModel } from '../../../src/shared/model/verifiedModel';
import { TemporaryFolder } from '../../fixtures/modelFolders';
import { madeModel, type TestModel } from '../../fixtures/testModel';

let uint8: TestModel;
let float32: TestModel;
let root: TemporaryFolder;
let packed: NodeFolder;
let cache: NodeFolder;
let downloaded: string[];
let log: string[];

beforeAll(async () => {
  uint8 = await madeModel('uint8', 4, 2000);
  float32 = await madeModel('float32', 4, 3000);
});
beforeEach(async () => {
  root = await TemporaryFolder.make();
  packed = new NodeFolder(join(root.path, 'packed'));
  cache = new NodeFolder(join(root.path, 'cache'));
  downloaded = [];
  log = [];
});
afterEach(() => root.remove());

async function fill(folder: NodeFolder, model: TestModel, names = [...model.files.keys()]): Promise<void> {
  for (const name of names) await folder.write(name, model.files.get(name)!);
}

async function alter(folder: NodeFolder, name: string): Promise<void> {
  const bytes = (await folder.read(name))!;
  bytes[100]! ^= 1;
  await folder.write(name, bytes);
}

function open(): Promise<VerifiedModel> {
  const download = async (missing: readonly PinnedFile[]): Promise<void> => {
    downloaded = missing.map(file => file.name);
    await fill(cache, uint8, downloaded);
  };
  return openFromPlaces(uint8.pins, { packed: [packed], cache }, download, text => log.push(text));
}

function failureOf(promise: Promise<unknown>): Promise<PasticheError> {
  return promise.then(() => expect.unreachable('it should have failed'), asPasticheError);
}

async function expectAll(model: VerifiedModel, from: TestModel): Promise<void> {
  expect(model.files).toEqual([...from.files.keys()]);
  for (const name of model.files) expect(await model.read(name)).toEqual(from.files.get(name));
}

describe('the places of our own', () => {
  const names = (): string[] => [...uint8.files.keys()];

  it('give packed files without touching the cache', async () => {
    await fill(packed, uint8);
    await expectAll(await open(), uint8);
    expect(downloaded).toEqual([]);
    expect(await cache.names()).toEqual([]);
  });

  it('give cached files without a download', async () => {
    await fill(cache, uint8);
    await expectAll(await open(), uint8);
    expect(downloaded).toEqual([]);
  });

  it('have only the missing files downloaded', async () => {
    await fill(packed, uint8, names().slice(0, 1));
    await fill(cache, uint8, names().slice(1, 2));
    await expectAll(await open(), uint8);
    expect(downloaded).toEqual(names().slice(2));
  });

  it('have an altered file of the cache deleted and fetched again', async () => {
    await fill(cache, uint8);
    await alter(cache, names()[2]!);
    await expectAll(await open(), uint8);
    expect(downloaded).toEqual([names()[2]]);
    expect(log.join()).toContain(names()[2]);
  });

  it('delete the altered file even when it cannot be fetched again', async () => {
    await fill(cache, uint8);
    await alter(cache, names()[2]!);
    const offline = (): Promise<void> => Promise.reject(new Error('offline'));
    await failureOf(openFromPlaces(uint8.pins, { packed: [], cache }, offline));
    expect(await cache.names()).not.toContain(names()[2]);
  });

  it('pass over an altered packed file and leave it as it is', async () => {
    await fill(packed, uint8);
    await alter(packed, names()[1]!);
    await expectAll(await open(), uint8);
    expect(downloaded).toEqual([names()[1]]);
    expect(await packed.names()).toContain(names()[1]);
  });

  it('never serve a file that was altered or removed after it was found', async () => {
    await fill(cache, uint8);
    const model = await open();
    await alter(cache, names()[0]!);
    const altered = await failureOf(model.read(names()[0]!));
    expect(altered.code).toBe('model');
    expect(altered.message).toContain(names()[0]);
    await cache.remove(names()[0]!);
    expect((await failureOf(model.read(names()[0]!))).message).toContain('no longer');
  });

  it('serve nothing but files of the model', async () => {
    await fill(cache, uint8);
    const model = await open();
    expect((await failureOf(model.read('../../secret'))).code).toBe('internal');
  });
});

describe("a person's own folder", () => {
  const openOwn = (...folders: [NodeFolder, ...NodeFolder[]]): Promise<VerifiedModel> =>
    openOwnFolder(folders, [uint8.pins, float32.pins], 'pastiche.model.folder');

  it.each([['uint8'], ['float32']])('with %s files is recognised by their names', async precision => {
    const model = precision === 'uint8' ? uint8 : float32;
    await fill(packed, model);
    const opened = await openOwn(packed);
    expect(opened.precision).toBe(precision);
    await expectAll(opened, model);
  });

  it('with both takes the precision asked for first', async () => {
    await fill(packed, uint8);
    await fill(packed, float32);
    expect((await openOwn(packed)).precision).toBe('uint8');
    const float32First = openOwnFolder([packed], [float32.pins, uint8.pins], 'the setting');
    expect((await float32First).precision).toBe('float32');
  });

  it('with one set whole and one in part takes the whole one', async () => {
    await fill(packed, uint8, [...uint8.files.keys()].slice(1));
    await fill(packed, float32);
    expect((await openOwn(packed)).precision).toBe('float32');
  });

  it('may hold the files below, as published', async () => {
    const below = new NodeFolder(join(packed.label, 'models', 'little_shards'));
    await fill(below, uint8);
    await expectAll(await openOwn(packed, below), uint8);
  });

  it('with a missing file names file, folder and setting, and is left as it is', async () => {
    const [first, ...others] = [...uint8.files.keys()];
    await fill(packed, uint8, others);
    const error = await failureOf(openOwn(packed));
    expect(error.code).toBe('model');
    expect(error.message).toContain(`${first} is missing`);
    expect(error.message).toContain(packed.label);
    expect(error.remedy).toContain('pastiche.model.folder');
    expect(await packed.names()).toHaveLength(others.length);
  });

  it('with an altered file names it and leaves it as it is', async () => {
    await fill(packed, uint8);
    const name = [...uint8.files.keys()][3]!;
    await alter(packed, name);
    const error = await failureOf(openOwn(packed));
    expect(error.code).toBe('model');
    expect(error.message).toContain(`${name} in ${packed.label}`);
    expect(error.message).toContain('checksum');
    expect(await packed.names()).toContain(name);
  });

  it('with a file cut short says how long it is and should be', async () => {
    await fill(packed, uint8);
    const name = [...uint8.files.keys()][0]!;
    await packed.write(name, new Uint8Array(1999));
    expect((await failureOf(openOwn(packed))).message).toContain('1999 bytes instead of 2000');
  });

  it('without any weights, or that does not exist, says which files it looked for', async () => {
    await mkdir(packed.label);
    for (const make of [true, false]) {
      if (!make) await rm(packed.label, { recursive: true });
      const error = await failureOf(openOwn(packed));
      expect(error.code).toBe('model');
      expect(error.message).toContain(packed.label);
      expect(error.message).toContain('group1-shard1of138.bin (uint8)');
      expect(error.message).toContain('group1-shard1of20.bin (float32)');
    }
  });
});
