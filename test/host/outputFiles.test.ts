import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { sweepDownloads } from '../../src/model/sweepDownloads';
import { claimOnDisk } from '../../src/node/claimOnDisk';
import { OutputFiles, type Picture } from '../../src/output/outputFiles';
import { PasticheError } from '../../src/shared/errors';
import { TestFolder, withSettings, workspace } from './support';
import { TroubledFiles } from './troubledFiles';

describe('output files', () => {
  let folder: TestFolder;
  let content: vscode.Uri;
  const files = new OutputFiles(claimOnDisk);

  const picture = (changes: Partial<Picture> = {}): Picture => ({
    contentUri: content,
    styles: ['starry_night.jpg'],
    type: 'png',
    bytes: new Uint8Array([1, 2, 3]),
    ...changes,
  });
  const failing = async (changes: Partial<Picture> = {}): Promise<PasticheError> => {
    const thrown: unknown = await files.save(picture(changes)).then(
      uri => assert.fail(`${uri.toString()} was written`),
      (error: unknown) => error,
    );
    assert.ok(thrown instanceof PasticheError);
    return thrown;
  };

  beforeEach(async () => {
    folder = await TestFolder.make();
    content = await folder.add('photo.jpg');
  });
  afterEach(() => folder.remove());

  it('go into a folder beside the content image, which is made', async () => {
    const uri = await files.save(picture());
    assert.equal(uri.fsPath, join(folder.path, 'stylized', 'photo--starry_night.png'));
    assert.deepEqual([...(await readFile(uri.fsPath))], [1, 2, 3]);
  });

  it('never replace a file', async () => {
    const contents = [1, 2, 3].map(n => new Uint8Array([n]));
    for (const bytes of contents) await files.save(picture({ bytes }));
    const names = ['photo--starry_night-2.png', 'photo--starry_night-3.png', 'photo--starry_night.png'];
    assert.deepEqual(await folder.names('stylized'), names);
    assert.deepEqual([...(await readFile(join(folder.path, 'stylized', names[2]!)))], [1]);
    assert.deepEqual([...(await readFile(join(folder.path, 'stylized', names[1]!)))], [3]);
  });

  it('are all kept when many are saved at once', async () => {
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, n) => files.save(picture({ bytes: new Uint8Array(5000).fill(n) }))),
    );
    assert.equal(new Set(saved.map(String)).size, 20);
    const firsts = await Promise.all(saved.map(async ({ fsPath }) => [...new Set(await readFile(fsPath))]));
    assert.deepEqual(
      firsts,
      Array.from({ length: 20 }, (_, n) => [n]),
    );
    assert.equal((await folder.names('stylized')).length, 20);
  });

  it('carry the epoch when they are intermediates', async () => {
    const uri = await files.save(picture({ epoch: 50, type: 'webp' }));
    assert.ok(uri.path.endsWith('/photo--starry_night-e0050.webp'));
  });

  const places: readonly (readonly [string, (content: TestFolder) => string])[] = [
    ['${fileDirname}', of => of.path],
    ['${fileDirname}/../${x}'.replace('${x}', 'beside'), () => join(workspace, 'beside')],
    ['${workspaceFolder}/art/pictures', () => join(workspace, 'art/pictures')],
    ['art', () => join(workspace, 'art')],
    ['./art/../deep', () => join(workspace, 'deep')],
  ];
  for (const [setting, expected] of places) {
    it(`go to ${setting}`, async () => {
      const uri = await withSettings({ 'pastiche.output.folder': setting }, () => files.save(picture()));
      assert.equal(join(uri.fsPath, '..'), expected(folder));
      await rm(uri.fsPath);
      for (const made of ['art', 'beside', 'deep'])
        await rm(join(workspace, made), { recursive: true, force: true });
    });
  }

  it('go to an absolute folder', async () => {
    const target = join(folder.path, 'far/away');
    const uri = await withSettings({ 'pastiche.output.folder': target }, () => files.save(picture()));
    assert.equal(join(uri.fsPath, '..'), target);
  });

  it('are written though the content image and its folder are gone by now', async () => {
    await folder.remove();
    const uri = await files.save(picture());
    assert.deepEqual([...(await readFile(uri.fsPath))], [1, 2, 3]);
  });

  it('fail where the output folder is a file, and say so', async () => {
    await folder.add('stylized', 'a file');
    const error = await failing();
    assert.equal(error.code, 'output');
    assert.match(error.message, /photo--starry_night\.png could not be saved in .*stylized: there is a file/);
    assert.match(error.remedy!, /pastiche\.output\.folder/);
    assert.deepEqual(await folder.names(), ['photo.jpg', 'stylized']);
  });

  it('fail where a folder on the way is a file', async () => {
    await folder.add('art', 'a file');
    const error = await withSettings({ 'pastiche.output.folder': '${fileDirname}/art/pictures' }, () =>
      failing(),
    );
    assert.match(error.message, /art\/pictures: there is a file where the folder should be/);
  });

  it('fail in a folder of the system that nobody may write to (needs Linux)', async function () {
    if (process.platform !== 'linux') this.skip();
    const error = await withSettings({ 'pastiche.output.folder': '/proc/pastiche' }, () => failing());
    assert.equal(error.code, 'output');
    assert.match(error.message, /could not be saved in \/proc\/pastiche: /);
  });

  it('fail in a read-only folder (needs another user than root)', async function () {
    if (process.getuid?.() === 0) this.skip();
    const target = join(folder.path, 'stylized');
    await mkdir(target);
    await chmod(target, 0o555);
    const error = await failing();
    await chmod(target, 0o755);
    assert.match(error.message, /it is read-only\./);
    assert.deepEqual(await folder.names('stylized'), []);
  });

  describe('on a file system in trouble', () => {
    it('leave nothing half-written on a full disk', async () => {
      const disk = TroubledFiles.register({ fullAfterBytes: 2 });
      const error = await failing({ contentUri: disk.uri('/photo.jpg') });
      assert.equal(error.code, 'output');
      assert.match(error.message, /: the disk is full\.$/);
      assert.deepEqual(disk.names('/stylized'), []);
      disk.dispose();
    });

    it('say that it is read-only', async () => {
      const disk = TroubledFiles.register({ isReadonly: true });
      const error = await failing({ contentUri: disk.uri('/photo.jpg') });
      assert.match(error.message, /: it is read-only\.$/);
      disk.dispose();
    });

    it('are written where all is well: a virtual workspace', async () => {
      const disk = TroubledFiles.register({});
      for (let n = 0; n < 2; n++) await files.save(picture({ contentUri: disk.uri('/photo.jpg') }));
      assert.deepEqual(disk.names('/stylized'), ['photo--starry_night-2.png', 'photo--starry_night.png']);
      disk.dispose();
    });

    it('are all kept where several windows save under one name at once, though a rename is no single step', async () => {
      const disk = TroubledFiles.register({ delayMs: 8 });
      const windows = Array.from({ length: 5 }, () => new OutputFiles());
      const contentUri = disk.uri('/photo.jpg');
      const saved = await Promise.all(
        Array.from({ length: 40 }, (_, n) =>
          windows[n % 5]!.save(picture({ contentUri, bytes: new Uint8Array([n]) })),
        ),
      );
      assert.equal(new Set(saved.map(String)).size, 40);
      assert.deepEqual(
        saved.map(uri => disk.readFile(uri)[0]),
        Array.from({ length: 40 }, (_, n) => n),
      );
      assert.equal(disk.names('/stylized').length, 40);
      disk.dispose();
    });
  });

  it('are all kept where several windows save under one name at once', async () => {
    const windows = Array.from({ length: 5 }, () => new OutputFiles(claimOnDisk));
    const saved = await Promise.all(
      Array.from({ length: 40 }, (_, n) => windows[n % 5]!.save(picture({ bytes: new Uint8Array([n]) }))),
    );
    const found = await Promise.all(saved.map(async ({ fsPath }) => (await readFile(fsPath))[0]));
    assert.deepEqual(
      found,
      Array.from({ length: 40 }, (_, n) => n),
    );
    assert.equal((await folder.names('stylized')).length, 40);
  });

  it('sweep what killed programs left beside them, only what is ours and old', async () => {
    const uuid = (n: number): string => `0000000${n}-0000-4000-8000-000000000000`;
    const old = ['.pastiche-' + uuid(1) + '.tmp', '.pastiche-0123456789abcdef-' + uuid(2) + '.tmp'];
    const kept = ['.pastiche-' + uuid(3) + '.tmp', '.pastiche-notes.tmp', 'mine.tmp', uuid(4) + '.tmp'];
    for (const name of [...old, ...kept]) await folder.add(`stylized/${name}`, 'x');
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of [...old, ...kept.slice(1)]) {
      await utimes(join(folder.path, 'stylized', name), longAgo, longAgo);
    }
    await new OutputFiles(claimOnDisk).save(picture());
    assert.deepEqual(await folder.names('stylized'), [...kept, 'photo--starry_night.png'].sort());
  });

  it('sweep downloads that were killed or given up, and no weights', async () => {
    const days = (n: number): Date => new Date(Date.now() - n * 24 * 60 * 60 * 1000);
    const uuid = '00000001-0000-4000-8000-000000000000';
    const files = [
      ['model.json', 400, true],
      ['a.bin', 400, true],
      ['a.bin.part', 29, true],
      ['b.bin.part', 31, false],
      [`c.bin.${uuid}.tmp`, 2, false],
      [`d.bin.${uuid}.tmp`, 0.5, true],
    ] as const;
    for (const [name, age] of files) {
      const { fsPath } = await folder.add(`vgg19-uint8/${name}`, 'x');
      await utimes(fsPath, days(age), days(age));
    }
    await sweepDownloads(folder.uri(''), text => assert.fail(text));
    assert.deepEqual(
      await folder.names('vgg19-uint8'),
      files.flatMap(([name, , stays]) => (stays ? [name] : [])).sort(),
    );
  });

  describe('are tried before a run', () => {
    const probe = (contentUri = content): Promise<void> => files.probe({ ...picture(), contentUri });

    it('leaving nothing behind, where the folder is there and where it is not', async () => {
      await probe();
      assert.deepEqual(await folder.names(), ['photo.jpg']);
      await mkdir(join(folder.path, 'stylized'));
      await probe();
      assert.deepEqual(await folder.names('stylized'), []);
      assert.deepEqual(await folder.names(), ['photo.jpg', 'stylized']);
    });

    it('and a file where the folder should be, or on the way to it, is told with what to do', async () => {
      await folder.add('stylized', 'a file');
      const told = {
        code: 'output',
        message:
          /photo--starry_night\.png cannot be saved in .*: there is a file where the folder should be\.$/,
        remedy: 'Set pastiche.output.folder to another folder, then start again.',
      };
      await assert.rejects(probe(), told);
      await withSettings({ 'pastiche.output.folder': '${fileDirname}/stylized/deep/er' }, () =>
        assert.rejects(probe(), told),
      );
      assert.equal(await readFile(join(folder.path, 'stylized'), 'utf8'), 'a file');
    });

    it('on a file system that is read-only or has no room', async () => {
      for (const [trouble, why] of [
        [{ isReadonly: true }, /cannot be saved in .*: it is read-only\.$/],
        [{ fullAfterBytes: 0 }, /cannot be saved in .*: the disk is full\.$/],
      ] as const) {
        const disk = TroubledFiles.register(trouble);
        await assert.rejects(probe(disk.uri('/photo.jpg')), { code: 'output', message: why });
        assert.deepEqual(disk.names(''), []);
        disk.dispose();
      }
    });

    it('in a folder of the system that takes no files (needs Linux)', async function () {
      if (process.platform !== 'linux') this.skip();
      await withSettings({ 'pastiche.output.folder': '/proc/pastiche' }, () =>
        assert.rejects(probe(), { code: 'output', message: /cannot be saved in \/proc\/pastiche: / }),
      );
    });
  });

  it('replace what the person chose to replace, whole or not at all', async () => {
    const chosen = await folder.add('chosen.png', 'old');
    await files.saveAs(chosen, new Uint8Array([7]));
    assert.deepEqual([...(await readFile(chosen.fsPath))], [7]);
    const inAFile = vscode.Uri.joinPath(chosen, 'x.png');
    await assert.rejects(
      files.saveAs(inAFile, new Uint8Array([8])),
      /x\.png could not be saved in .*chosen\.png/,
    );
    assert.deepEqual(await folder.names(), ['chosen.png', 'photo.jpg']);
  });
});
