import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ModelStore } from '../../src/modelStore';
import { modelPins } from '../../src/shared/model/sources';
import { ModelServer } from '../fixtures/modelServer';
import { extension, log, Person, TestFolder, withSettings } from './support';

/** The published weights, where they lie beside the repo. */
const weights = join(extension.extensionPath, '../shared/models/vgg19-uint8');
const pins = modelPins.uint8;

async function filesOfModel(): Promise<Map<string, Uint8Array>> {
  const read = async (name: string): Promise<[string, Uint8Array]> => [
    name,
    new Uint8Array(await readFile(join(weights, name))),
  ];
  return new Map(await Promise.all(pins.files.map(({ name }) => read(name))));
}

const suite = existsSync(weights) ? describe : describe.skip;

suite('the model store (needs ../shared/models/vgg19-uint8)', () => {
  let folder: TestFolder;
  let person: Person;

  /** A store as on a new machine: nothing is packed, nothing is cached. */
  const store = (): ModelStore => {
    const context = { extensionUri: folder.uri('extension'), globalStorageUri: folder.uri('storage') };
    return new ModelStore(context as vscode.ExtensionContext, log);
  };
  const cached = (): Promise<string[]> => readdir(join(folder.path, 'storage/vgg19-uint8'));

  beforeEach(async () => {
    folder = await TestFolder.make();
    person = new Person();
  });
  afterEach(async () => {
    person.leave();
    await folder.remove();
  });

  it('downloads from a mirror, verifies, keeps, and does not ask the network again', async () => {
    const server = await ModelServer.start(await filesOfModel());
    try {
      await withSettings({ 'pastiche.model.mirror': server.base }, async () => {
        const first = store();
        const choice = await first.prepare();
        assert.ok(choice.kind === 'pretrained');
        assert.equal(choice.precision, 'uint8');
        assert.deepEqual(await cached(), pins.files.map(({ name }) => name).sort());
        const file = pins.files[0]!;
        assert.deepEqual(
          Buffer.from(await first.readFile(file.name)),
          await readFile(join(weights, file.name)),
        );
        const asked = server.requests.length;
        assert.equal((await store().prepare()).kind, 'pretrained');
        assert.equal(server.requests.length, asked);
      });
    } finally {
      await server.close();
    }
    assert.deepEqual(person.shown, []);
  });

  it('stops a download that the run no longer waits for, and goes on with it later', async () => {
    const server = await ModelServer.start(await filesOfModel());
    const last = pins.files.at(-1)!.name;
    server.behave(last, { kind: 'silent' });
    try {
      await withSettings({ 'pastiche.model.mirror': server.base }, async () => {
        const source = new vscode.CancellationTokenSource();
        const preparing = store().prepare(source.token);
        while (!server.requests.some(({ name }) => name === last))
          await new Promise(resolve => setTimeout(resolve, 20));
        source.cancel();
        assert.deepEqual(await preparing, { kind: 'cancelled' });
        server.reset();
        assert.equal((await store().prepare()).kind, 'pretrained');
        assert.ok(server.requests.length < pins.files.length, 'what was there was not asked for again');
      });
    } finally {
      await server.close();
    }
  });

  it('takes a folder of the person', async () => {
    await withSettings({ 'pastiche.model.folder': weights }, async () => {
      assert.deepEqual(await store().prepare(), {
        kind: 'pretrained',
        precision: 'uint8',
        files: pins.files.map(({ name }) => name),
      });
    });
  });

  describe('where there are no weights', () => {
    const nowhere = { 'pastiche.model.folder': '/nowhere/vgg19' };

    it('offers to retry, to choose a folder, or the untrained network', async () => {
      assert.deepEqual(await withSettings(nowhere, () => store().prepare()), { kind: 'cancelled' });
      assert.match(person.only.text, /\/nowhere\/vgg19/);
      assert.deepEqual(person.only.actions, ['Retry', 'Choose Folder…', 'Use Untrained Network']);
    });

    it('takes the untrained network when the person says so', async () => {
      person.leave();
      person = new Person(['Use Untrained Network']);
      assert.deepEqual(await withSettings(nowhere, () => store().prepare()), { kind: 'untrained' });
    });

    it('takes the folder that the person chooses, and remembers it', async () => {
      person.leave();
      person = new Person(['Choose Folder…']);
      person.choose('showOpenDialog', vscode.Uri.file(weights));
      const setting = (): unknown =>
        vscode.workspace.getConfiguration('pastiche.model').inspect('folder')?.globalValue;
      try {
        const choice = await withSettings(nowhere, () => store().prepare());
        assert.equal(choice.kind, 'pretrained');
        assert.equal(setting(), weights);
      } finally {
        await vscode.workspace
          .getConfiguration('pastiche.model')
          .update('folder', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('tries again when the person has put it right', async () => {
      const own = join(folder.path, 'own');
      person.leave();
      person = new Person(['Retry']);
      await cp(weights, own, { recursive: true });
      const [first] = pins.files;
      const whole = await readFile(join(own, first!.name));
      await writeFile(
        join(own, first!.name),
        whole.map((byte, at) => (at === 1000 ? byte ^ 1 : byte)),
      );
      const choice = await withSettings({ 'pastiche.model.folder': own }, () => store().prepare());
      assert.deepEqual(choice, { kind: 'cancelled' });
      assert.equal(person.shown.length, 2);
      for (const { text } of person.shown) assert.ok(text.includes(first!.name), text);
      await writeFile(join(own, first!.name), whole);
      const repaired = await withSettings({ 'pastiche.model.folder': own }, () => store().prepare());
      assert.equal(repaired.kind, 'pretrained');
    });
  });

  it('names a setting that is wrong', async () => {
    await withSettings({ 'pastiche.model.precision': 'float16' }, async () => {
      await assert.rejects(
        store().prepare(),
        /pastiche\.model\.precision must be one of uint8, float32; it is "float16"/,
      );
    });
    await withSettings({ 'pastiche.model.mirror': 'ftp://x' }, async () => {
      await assert.rejects(store().prepare(), /pastiche\.model\.mirror must be a URL/);
    });
  });
});
