import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyModel } from '../../../scripts/lib/release/modelCopy';
import { NodeFolder } from '../../../scripts/lib/node/nodeFolder';
import {
  cacheFolder,
  openModel,
  openWeights,
  type NodeModelOptions,
} from '../../../scripts/lib/node/nodeModel';
import { asPasticheError, type PasticheError } from '../../../src/shared/errors';
import { mirrorSources, type ModelPins, type WeightPrecision } from '../../../src/shared/model/modelPins';
import { pocketFile } from '../../../src/shared/model/pocketLayout';
import { TemporaryFolder } from '../../fixtures/modelFolders';
import { ModelServer } from '../../fixtures/modelServer';
import { madeModel, type TestModel } from '../../fixtures/testModel';

let uint8: TestModel;
let float32: TestModel;
let server: ModelServer;
let root: TemporaryFolder;
let cache: string;

beforeAll(async () => {
  uint8 = await madeModel('uint8', 4, 50_000);
  float32 = await madeModel('float32', 4, 60_000);
  server = await ModelServer.start(new Map([...uint8.files, ...float32.files]));
});
afterAll(() => server.close());
beforeEach(async () => {
  // The caller of the tests may have named a model, which these must not use.
  vi.stubEnv('PASTICHE_MODEL', undefined);
  root = await TemporaryFolder.make();
  cache = join(root.path, 'cache');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.reset();
  await root.remove();
});

function options(more: NodeModelOptions = {}): NodeModelOptions {
  const published = (model: TestModel): ModelPins => ({
    ...model.pins,
    sources: mirrorSources(`${server.base}published/`).slice(0, 1),
  });
  const pins: Record<WeightPrecision, ModelPins> = { uint8: published(uint8), float32: published(float32) };
  return { pins, cache, packed: [], stallMs: 60_000, onProgress: () => undefined, ...more };
}

async function expectModel(opening: ReturnType<typeof openModel>, expected: TestModel): Promise<void> {
  const model = await opening;
  if (model.kind !== 'pretrained') return expect.unreachable('it should be the pretrained network');
  expect(model.precision).toBe(expected.pins.precision);
  expect(model.files).toEqual([...expected.files.keys()]);
  for (const name of model.files) {
    expect(Buffer.compare(await model.read(name), expected.files.get(name)!), name).toBe(0);
  }
}

async function expectPocket(opening: ReturnType<typeof openModel>): Promise<void> {
  const model = await opening;
  expect(model.kind).toBe('pocket');
  expect((await model.read(pocketFile)).length).toBeGreaterThan(500_000);
}

function failureOf(promise: Promise<unknown>): Promise<PasticheError> {
  return promise.then(() => expect.unreachable('it should have failed'), asPasticheError);
}

async function fill(path: string, model: TestModel): Promise<void> {
  const folder = new NodeFolder(path);
  for (const [name, bytes] of model.files) await folder.write(name, bytes);
}

describe('the model in Node', () => {
  it('is downloaded once and then taken from the cache', async () => {
    await expectModel(openModel(undefined, options()), uint8);
    expect(server.requests).toHaveLength(4);
    await expectModel(openModel(undefined, options()), uint8);
    expect(server.requests).toHaveLength(4);
    expect(await new NodeFolder(cache).names()).toHaveLength(4);
  });

  it('is taken from a packed folder before the cache', async () => {
    const packed = join(root.path, 'packed');
    await fill(packed, uint8);
    await expectModel(openModel(undefined, options({ packed: [packed] })), uint8);
    expect(server.requests).toEqual([]);
  });

  it('has the precision asked for', async () => {
    await expectModel(openModel(undefined, options({ precision: 'float32' })), float32);
  });

  it('is the pocket network when so named, by argument or variable', async () => {
    await expectPocket(openModel('pocket', options()));
    vi.stubEnv('PASTICHE_MODEL', 'pocket');
    await expectPocket(openModel(undefined, options()));
    expect(server.requests).toEqual([]);
  });

  it('is the pocket network where VGG-19 cannot be fetched, as one line says', async () => {
    server.behave('', { kind: 'status', status: 503 });
    const lines: string[] = [];
    await expectPocket(openModel(undefined, options({ log: line => lines.push(line) })));
    expect(lines.at(-1)).toMatch(/^Cannot download group1-shard.*HTTP 503: painted on the pocket network\.$/);
  });

  it('is the pocket network where no source of VGG-19 answers for as long as it has patience', async () => {
    server.behave('', { kind: 'silent' });
    const lines: string[] = [];
    const patience = (): Promise<void> => Promise.resolve();
    await expectPocket(openModel(undefined, options({ patience, log: line => lines.push(line) })));
    expect(lines).toEqual(["VGG-19's sources do not answer: painted on the pocket network."]);
  });

  it('waits for a source that has answered, however slow it is', async () => {
    let answered = (): void => undefined;
    const patience = new Promise<void>(resolve => (answered = resolve));
    const onProgress = (): void => answered();
    await expectModel(openModel(undefined, options({ patience: () => patience, onProgress })), uint8);
  });

  it('is the folder that PASTICHE_MODEL names, unless an argument says otherwise', async () => {
    await fill(join(root.path, 'a'), float32);
    await fill(join(root.path, 'b'), uint8);
    vi.stubEnv('PASTICHE_MODEL', join(root.path, 'a'));
    await expectModel(openModel(undefined, options()), float32);
    await expectModel(openModel(join(root.path, 'b'), options()), uint8);
    expect(server.requests).toEqual([]);
  });

  it('may lie in a folder under its published path', async () => {
    await fill(join(root.path, 'clone/models/little_shards'), uint8);
    await expectModel(openModel(join(root.path, 'clone'), options()), uint8);
  });

  it('with a folder that does not exist, is a file or lacks a file names it', async () => {
    const missing = await failureOf(openModel(join(root.path, 'nowhere'), options()));
    expect([missing.code, missing.message]).toEqual([
      'model',
      expect.stringContaining(join(root.path, 'nowhere')) as string,
    ]);
    await writeFile(join(root.path, 'file'), 'text');
    expect((await failureOf(openModel(join(root.path, 'file'), options()))).code).toBe('model');
    await fill(join(root.path, 'partial'), uint8);
    const name = [...uint8.files.keys()][2]!;
    await rm(join(root.path, 'partial', name));
    const lacking = await failureOf(openModel(join(root.path, 'partial'), options()));
    expect(lacking.message).toContain(name);
    expect(lacking.message).toContain(join(root.path, 'partial'));
  });

  it('is downloaded from a base URL, by name or by published path', async () => {
    await expectModel(openModel(`${server.base}mirror`, options()), uint8);
    expect(server.requests.every(({ path }) => /^\/mirror\/group1[^/]+$/.test(path))).toBe(true);

    await rm(cache, { recursive: true });
    server.reset();
    for (const name of uint8.files.keys()) server.behave(`/repo/${name}`, { kind: 'status', status: 404 });
    await expectModel(openModel(`${server.base}repo/`, options()), uint8);
    expect(server.requests.some(({ path }) => path.includes('/repo/models/little_shards/'))).toBe(true);
  });

  it('is never looked for elsewhere when a URL was named', async () => {
    server.behave('/mirror/', { kind: 'html' });
    const error = await failureOf(openModel(`${server.base}mirror/`, options()));
    expect(error.message).toContain('web page');
    expect(server.requests.some(({ path }) => path.includes('/published/'))).toBe(false);
  });

  it('says so when its cache cannot be written', async () => {
    await writeFile(join(root.path, 'file'), 'text');
    const error = await failureOf(
      openWeights(undefined, options({ cache: join(root.path, 'file', 'cache') })),
    );
    expect(error.code).toBe('model');
    expect(error.message).toContain(join(root.path, 'file', 'cache'));
  });

  it('is cached where PASTICHE_CACHE says', () => {
    vi.stubEnv('PASTICHE_CACHE', join(root.path, 'elsewhere'));
    expect(cacheFolder('float32')).toBe(join(root.path, 'elsewhere', 'vgg19-float32'));
  });

  it('is copied whole, and over what was damaged', async () => {
    const target = join(root.path, 'copy');
    await mkdir(target);
    const name = [...uint8.files.keys()][0]!;
    await writeFile(join(target, name), 'damaged');
    expect(await copyModel(await openWeights(undefined, options()), target)).toBe(200_000);
    await expectModel(openModel(target, options()), uint8);
    expect(await new NodeFolder(target).names()).toHaveLength(4);
  });
});
