import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { checkImages, readImageFile } from '../../src/images/imageFiles';
import { asPasticheError, errorText } from '../../src/shared/errors';
import { badImages } from '../fixtures/badImages';
import { encodedImage } from '../fixtures/images';
import { TestFolder } from './support';

/** Names of files whose damage the header does not show: the studio finds it by decoding. */
const foundLater = /^(cut|flipped)\./;

describe('image files', () => {
  let folder: TestFolder;
  beforeEach(async () => {
    folder = await TestFolder.make();
  });
  afterEach(() => folder.remove());

  it('are read whole', async () => {
    for (const type of ['png', 'jpeg', 'webp', 'gif', 'avif'] as const) {
      const bytes = await encodedImage(type, 20, 10);
      const read = await readImageFile(await folder.add(`image.${type}`, bytes));
      assert.deepEqual([...read], [...bytes]);
    }
  });

  it('are refused before anything runs, each with what to do', async () => {
    const known = (await badImages()).filter(({ name }) => !foundLater.test(name));
    assert.ok(known.length >= 6);
    for (const { name, bytes, message } of known) {
      const { good, errors } = await checkImages([await folder.add(name, bytes)]);
      assert.deepEqual(good, [], name);
      assert.match(errorText(errors[0]), message);
      assert.equal(errors[0]!.code, 'image');
      assert.ok(errors[0]!.remedy, `a remedy for ${name}`);
    }
  });

  it('of other formats are told apart by their names', async () => {
    for (const name of ['logo.svg', 'scan.tiff', 'phone.HEIC']) {
      const { errors } = await checkImages([await folder.add(name, 'anything')]);
      assert.match(
        errorText(errors[0]),
        /is in (SVG|TIFF|HEIC) format, which cannot be opened here\. Convert it/,
      );
    }
  });

  it('that are folders, or gone, are told of', async () => {
    await folder.add('folder.png/inside.txt', 'x');
    const uris = [folder.uri('folder.png'), folder.uri('gone.png')];
    const { errors } = await checkImages(uris);
    assert.match(errorText(errors[0]), /folder\.png is a folder, not an image\. Choose an image\./);
    assert.match(errorText(errors[1]), /gone\.png is not there any more \(.*gone\.png\)\. Put it back/);
  });

  it('on a file system that is not there are told of', async () => {
    const thrown = await readImageFile(vscode.Uri.parse('nowhere:/photo.png')).catch(
      (error: unknown) => error,
    );
    assert.match(asPasticheError(thrown).message, /^photo\.png cannot be read: /);
  });
});
