import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NodeFolder } from '../../../scripts/lib/node/nodeFolder';
import { asPasticheError, type PasticheError } from '../../../src/shared/errors';
import { downloadFiles } from '../../../src/shared/model/modelDownload';
import { mirrorSources } from '../../../src/shared/model/modelPins';
import { FullFolder, TemporaryFolder } from '../../fixtures/modelFolders';
import { ModelServer } from '../../fixtures/modelServer';
import { madeModel, type TestModel } from '../../fixtures/testModel';

let model: TestModel;
let server: ModelServer;
let folder: TemporaryFolder;

beforeAll(async () => {
  model = await madeModel('uint8', 3, 100_000);
  server = await ModelServer.start(model.files);
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await TemporaryFolder.make();
});
afterEach(async () => {
  server.reset();
  await folder.remove();
});

function downloadInto(target: NodeFolder): Promise<PasticheError> {
  const options = { fetch, stallMs: 60_000 };
  return downloadFiles(model.pins.files, mirrorSources(server.base), target, options).then(
    () => expect.unreachable('it should have failed'),
    asPasticheError,
  );
}

describe('a folder on disk', () => {
  it('has no names and no files while it does not exist', async () => {
    const missing = new NodeFolder(join(folder.path, 'a', 'b'));
    expect(await missing.names()).toEqual([]);
    expect(await missing.read('x')).toBeUndefined();
    await missing.remove('x');
  });

  it('is made when something is written, and renames over what is there', async () => {
    const made = new NodeFolder(join(folder.path, 'a', 'b'));
    await made.write('x', new Uint8Array([1]));
    await made.write('y', new Uint8Array([2]));
    await made.rename('x', 'y');
    expect(await made.names()).toEqual(['y']);
    expect(await made.read('y')).toEqual(new Uint8Array([1]));
    await made.remove('y');
    expect(await made.names()).toEqual([]);
  });
});

describe('a folder that cannot be written', () => {
  it('because it would lie below a file, is named together with the file', async () => {
    await writeFile(join(folder.path, 'file'), 'text');
    const error = await downloadInto(new NodeFolder(join(folder.path, 'file', 'model')));
    expect(error.code).toBe('model');
    expect(error.message).toContain(join(folder.path, 'file', 'model'));
    // Several files are downloaded at a time, and the first to be written fails.
    const named = model.pins.files.filter(({ name }) => error.message.includes(name));
    expect(named, error.message).toHaveLength(1);
    expect(error.remedy).toBeTruthy();
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'because it is read-only, is named (needs another user than root)',
    async () => {
      const readOnly = join(folder.path, 'read-only');
      await mkdir(readOnly, { mode: 0o555 });
      const error = await downloadInto(new NodeFolder(readOnly));
      expect(error.code).toBe('model');
      expect(error.message).toContain(readOnly);
    },
  );

  it.skipIf(!existsSync('/dev/full'))('because its disk is full, says so (needs /dev/full)', async () => {
    const error = await downloadInto(new FullFolder(folder.path));
    expect(error.code).toBe('model');
    expect(error.message).toContain('no space left on device');
    expect(error.remedy).toContain('room');
    expect(await folder.names()).toEqual([]);
  });

  it('stops the download instead of asking every source in vain', async () => {
    await writeFile(join(folder.path, 'file'), 'text');
    await downloadInto(new NodeFolder(join(folder.path, 'file')));
    expect(server.requests.length).toBeLessThanOrEqual(3);
  });
});
