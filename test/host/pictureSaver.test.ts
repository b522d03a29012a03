import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { PictureSaver } from '../../src/output/pictureSaver';
import type { SaveRequest } from '../../src/shared/messages/protocol';
import { log, Person, TestFolder } from './support';

describe('saving a picture', () => {
  const saver = new PictureSaver(log);
  let folder: TestFolder;
  let request: SaveRequest;
  let person: Person | undefined;

  beforeEach(async () => {
    folder = await TestFolder.make();
    const content = await folder.add('photo.jpg');
    request = {
      job: {
        id: '1',
        content: { uri: content.toString(), name: 'photo.jpg' },
        styles: [{ image: { uri: 'file:///mosaic.jpg', name: 'mosaic.jpg' }, weight: 1 }],
      },
      bytes: new Uint8Array([1, 2, 3]),
      format: { type: 'png', quality: 92 },
      model: 'vgg19-uint8',
    };
  });
  afterEach(async () => {
    person?.leave();
    person = undefined;
    await folder.remove();
  });

  it('tells where it is, relative to the workspace', async () => {
    const { saved } = await saver.save(request);
    assert.match(saved.label, /^test-\w+\/stylized\/photo--mosaic\.png$/);
    assert.deepEqual([...(await readFile(vscode.Uri.parse(saved.uri).fsPath))], [1, 2, 3]);
  });

  describe('under a name that the person gives', () => {
    const types = ['png', 'jpeg', 'webp'] as const;

    beforeEach(() => (person = new Person()));

    it('asks for it, takes the type from its ending, and writes there', async () => {
      person!.choose('showSaveDialog', folder.uri('wall.JPEG'));
      const place = await saver.askPlace(request.job, types);
      assert.deepEqual(place, { uri: folder.uri('wall.JPEG').toString(), type: 'jpeg' });
      const { saved } = await saver.saveAt(vscode.Uri.parse(place!.uri), new Uint8Array([4, 5]));
      assert.match(saved.label, /wall\.JPEG$/);
      assert.deepEqual([...(await readFile(folder.uri('wall.JPEG').fsPath))], [4, 5]);
    });

    it('answers with nothing where none is given', async () => {
      person!.choose('showSaveDialog', undefined);
      assert.equal(await saver.askPlace(request.job, types), null);
    });

    it('refuses a name that no type has, and says which have one', async () => {
      person!.choose('showSaveDialog', folder.uri('wall.tiff'));
      await assert.rejects(saver.askPlace(request.job, types), {
        code: 'output',
        message: /^wall\.tiff is not saved/,
        remedy: 'Choose a name that ends in .png, .jpg, .webp.',
      });
      assert.deepEqual(await folder.names(), ['photo.jpg']);
    });
  });

  describe('where the output folder is a file', () => {
    beforeEach(() => folder.add('stylized', 'a file'));

    it('asks for another place, and saves there', async () => {
      person = new Person(['Save As…']);
      person.choose('showSaveDialog', folder.uri('elsewhere.png'));
      const { uri } = await saver.save(request);
      assert.equal(uri.fsPath, folder.uri('elsewhere.png').fsPath);
      assert.deepEqual([...(await readFile(uri.fsPath))], [1, 2, 3]);
      assert.match(person.only.text, /photo--mosaic\.png could not be saved in .*stylized/);
      assert.deepEqual(person.only.actions, ['Save As…', 'Open Settings']);
    });

    it('asks again when the other place does not take it either, or none was chosen', async () => {
      person = new Person(['Save As…', 'Save As…']);
      person.choose('showSaveDialog', vscode.Uri.joinPath(folder.uri('stylized'), 'x.png'));
      await assert.rejects(saver.save(request), {
        code: 'output',
        message: /x\.png could not be saved in .*stylized/,
      });
      assert.equal(person.shown.length, 3);
      person.leave();
      person = new Person(['Save As…']);
      person.choose('showSaveDialog', undefined);
      await assert.rejects(saver.save(request), { code: 'output' });
      assert.equal(person.shown.length, 2);
    });

    it('rejects when the person closes the question, so that the studio keeps the picture', async () => {
      person = new Person();
      await assert.rejects(saver.save(request), { code: 'output' });
      assert.deepEqual(await folder.names(), ['photo.jpg', 'stylized']);
    });

    it('does not hold up a queue, nor ask for intermediates', async () => {
      person = new Person(['Save As…', 'Save As…']);
      await assert.rejects(saver.save({ ...request, waiting: 1 }), { code: 'output' });
      await assert.rejects(saver.save({ ...request, intermediateEpoch: 50 }), { code: 'output' });
      assert.deepEqual(person.shown, []);
    });
  });
});
