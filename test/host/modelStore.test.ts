import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { ErrorNotice } from '../../src/studio/errorNotice';
import { ModelStore } from '../../src/model/modelStore';
import { mirrorSources, type ModelPins, type WeightPrecision } from '../../src/shared/model/modelPins';
import { pocketFile } from '../../src/shared/model/pocketLayout';
import type { Vgg19State } from '../../src/shared/messages/protocol';
import { ModelServer } from '../fixtures/modelServer';
import { madeModel, type TestModel } from '../fixtures/testModel';
import { eventually, extension, log, Person, TestFolder, withSettings } from './support';

/** Tests of the model store on generated files from a server on this machine; none needs the published files. */
describe('the model store', () => {
  let made: TestModel;
  let server: ModelServer;
  let folder: TestFolder;
  let person: Person;
  let stores: ModelStore[];

  const never = new Promise<never>(() => undefined);
  const patient = (): Promise<unknown> => never;
  const impatient = (): Promise<unknown> => Promise.resolve();

  /** A store as on a new machine: nothing is packed or cached. */
  const store = (patience = patient): ModelStore => {
    const context = { extensionUri: folder.uri('extension'), globalStorageUri: folder.uri('storage') };
    const published: ModelPins = { ...made.pins, sources: mirrorSources(server.base).slice(0, 1) };
    const pins: Record<WeightPrecision, ModelPins> = { uint8: published, float32: published };
    const options = { patience, pins };
    const opened = new ModelStore(context as vscode.ExtensionContext, log, new ErrorNotice(log), options);
    stores.push(opened);
    return opened;
  };
  const names = (): string[] => made.pins.files.map(({ name }) => name);
  const pretrained = (): unknown => ({ kind: 'pretrained', precision: 'uint8', files: names() });
  const cached = async (): Promise<string[]> =>
    (await readdir(join(folder.path, 'storage/vgg19-uint8'))).sort();
  /** Waits until the store reports this state of VGG-19. */
  const news = (of: ModelStore, kind: Vgg19State['kind']): Promise<Vgg19State> =>
    new Promise(resolve => {
      const listening = of.onDidChangeVgg19(state => {
        if (state.kind !== kind) return;
        listening.dispose();
        resolve(state);
      });
    });
  /** Writes the files into a folder of the person's own. */
  const ownFolder = async (): Promise<string> => {
    for (const [name, bytes] of made.files) await folder.add(join('own', name), bytes);
    return join(folder.path, 'own');
  };

  before(async () => {
    made = await madeModel('uint8', 4, 50_000);
    server = await ModelServer.start(made.files);
  });
  after(() => server.close());
  beforeEach(async () => {
    folder = await TestFolder.make();
    person = new Person();
    stores = [];
  });
  afterEach(async () => {
    for (const opened of stores) opened.dispose();
    server.reset();
    person.leave();
    await folder.remove();
  });

  describe('by itself', () => {
    it('takes VGG-19 whose download comes in time, keeps it, and asks the network no more', async () => {
      const first = store();
      assert.deepEqual(await first.prepare(), pretrained());
      assert.deepEqual(await cached(), names().sort());
      const [name, bytes] = [...made.files][0]!;
      assert.deepEqual(new Uint8Array(await first.readFile(name)), bytes);
      const asked = server.requests.length;
      assert.deepEqual(await store(impatient).prepare(), pretrained());
      assert.equal(server.requests.length, asked);
      assert.deepEqual(person.shown, []);
    });

    it('begins on the pocket network where the download takes longer, and takes VGG-19 when it has come', async () => {
      const last = names().at(-1)!;
      let deliver = (): void => undefined;
      const held = new Promise<void>(resolve => (deliver = resolve));
      server.behave(last, { kind: 'paced', chunkBytes: 30_000, next: () => held });
      const hanging = store(impatient);
      const first = await hanging.prepare();
      assert.ok(first.kind === 'pocket' && first.vgg19?.kind === 'fetching', JSON.stringify(first));
      await server.until('the last file to be on its way', requests =>
        requests.some(({ name, sent }) => name === last && sent > 0),
      );

      // The next run joins the download that is under way, and waits no longer than the first.
      const asked = server.requests.length;
      const second = await hanging.prepare();
      assert.ok(second.kind === 'pocket' && second.vgg19?.kind === 'fetching', JSON.stringify(second));
      assert.equal(server.requests.length, asked);

      const ready = news(hanging, 'ready');
      deliver();
      await ready;
      assert.deepEqual(await hanging.prepare(), pretrained());
      assert.deepEqual(person.shown, []);
    });

    it('tells what is at hand without asking the network, and reads it', async () => {
      const empty = store();
      assert.deepEqual(await empty.atHand(), { kind: 'pocket' });
      assert.deepEqual(server.requests, []);
      await store().prepare();
      const asked = server.requests.length;
      const filled = store();
      assert.deepEqual(await filled.atHand(), pretrained());
      const [name, bytes] = [...made.files][0]!;
      assert.deepEqual(new Uint8Array(await filled.readFile(name)), bytes);
      assert.equal(server.requests.length, asked);
      assert.deepEqual(person.shown, []);
    });

    it('waits for the download no longer once all else is ready', async () => {
      server.behave('', { kind: 'stall', after: 25_000 });
      const waiting = store();
      const choosing = waiting.prepare();
      waiting.hurry();
      const choice = await choosing;
      assert.ok(choice.kind === 'pocket' && choice.vgg19?.kind === 'fetching', JSON.stringify(choice));
    });

    it('goes on with the pocket network where the download fails, and tries again at the next run alone', async () => {
      server.behave('', { kind: 'status', status: 503 });
      const failing = store();
      const choice = await failing.prepare();
      assert.ok(choice.kind === 'pocket' && choice.vgg19?.kind === 'failed', JSON.stringify(choice));
      assert.match(choice.vgg19.reason, /group1-shard.*HTTP 503/);
      const asked = server.requests.length;
      const failed = news(failing, 'failed');
      await failing.prepare();
      await failed;
      assert.ok(server.requests.length > asked);
      server.reset();
      assert.deepEqual(await failing.prepare(), pretrained());
      assert.deepEqual(person.shown, []);
    });

    it('tells how far the download has come', async () => {
      const hanging = store(impatient);
      server.behave('', { kind: 'stall', after: 25_000 });
      const half = news(hanging, 'fetching');
      await hanging.prepare();
      const state = await half;
      assert.ok(state.kind === 'fetching' && state.percent > 0 && state.percent < 100, JSON.stringify(state));
    });

    it('tells once of a folder of the person without the weights, and paints all the same', async () => {
      await withSettings({ 'pastiche.model.folder': '/nowhere/vgg19' }, async () => {
        const opened = store();
        for (let run = 0; run < 2; run++) {
          const choice = await opened.prepare();
          assert.ok(choice.kind === 'pocket' && choice.vgg19?.kind === 'failed', JSON.stringify(choice));
          assert.match(choice.vgg19.reason, /\/nowhere\/vgg19/);
        }
      });
      assert.match(person.only.text, /\/nowhere\/vgg19.*pastiche\.model\.folder/);
      assert.deepEqual(person.only.actions, ['Open Settings']);
      assert.deepEqual(server.requests, []);
    });

    it('tells of a setting that is wrong, and paints all the same', async () => {
      await withSettings({ 'pastiche.model.mirror': 'ftp://x' }, async () => {
        const choice = await store().prepare();
        assert.ok(choice.kind === 'pocket' && choice.vgg19?.kind === 'failed', JSON.stringify(choice));
        assert.match(choice.vgg19.reason, /pastiche\.model\.mirror must be a URL/);
      });
      assert.match(person.only.text, /pastiche\.model\.mirror must be a URL/);
    });

    it('takes a folder of the person', async () => {
      await withSettings({ 'pastiche.model.folder': await ownFolder() }, async () => {
        assert.deepEqual(await store(impatient).prepare(), pretrained());
      });
      assert.deepEqual(server.requests, []);
    });
  });

  describe('asked for VGG-19', () => {
    const vgg19 = { 'pastiche.model.network': 'vgg19' };
    const nowhere = { ...vgg19, 'pastiche.model.folder': '/nowhere/vgg19' };
    const answer = (...answers: string[]): void => {
      person.leave();
      person = new Person(answers);
    };

    it('waits for its download, from a mirror first', async () => {
      await withSettings({ ...vgg19, 'pastiche.model.mirror': `${server.base}mirror` }, async () => {
        assert.deepEqual(await store(impatient).prepare(), pretrained());
      });
      assert.ok(server.requests.every(({ path }) => path.startsWith('/mirror/')));
      assert.deepEqual(person.shown, []);
    });

    it('stops a download that the run no longer waits for, and goes on with it later', async () => {
      const last = names().at(-1)!;
      server.behave(last, { kind: 'silent' });
      await withSettings(vgg19, async () => {
        const source = new vscode.CancellationTokenSource();
        const preparing = store().prepare(source.token);
        await server.untilSilent(1);
        await eventually('the others to be there', () =>
          names()
            .slice(0, -1)
            .every(name => existsSync(join(folder.path, 'storage/vgg19-uint8', name))),
        );
        source.cancel();
        assert.deepEqual(await preparing, { kind: 'cancelled' });
        server.reset();
        assert.deepEqual(await store().prepare(), pretrained());
        assert.deepEqual([...new Set(server.requests.map(({ name }) => name))], [last]);
      });
    });

    it('offers to retry, to choose a folder, or the pocket network where it cannot be had', async () => {
      assert.equal(await withSettings(nowhere, () => store().atHand()), undefined);
      assert.deepEqual(await withSettings(nowhere, () => store().prepare()), { kind: 'cancelled' });
      assert.match(person.only.text, /\/nowhere\/vgg19/);
      assert.deepEqual(person.only.actions, ['Retry', 'Choose Folder…', 'Use Pocket Network']);
    });

    it('takes the pocket network when the person says so', async () => {
      answer('Use Pocket Network');
      assert.deepEqual(await withSettings(nowhere, () => store().prepare()), { kind: 'pocket' });
    });

    it('takes the folder that the person chooses, and remembers it', async () => {
      answer('Choose Folder…');
      const own = await ownFolder();
      person.choose('showOpenDialog', vscode.Uri.file(own));
      const setting = (): unknown =>
        vscode.workspace.getConfiguration('pastiche.model').inspect('folder')?.globalValue;
      try {
        await withSettings(nowhere, async () => {
          assert.deepEqual(await store().prepare(), pretrained());
          assert.equal(setting(), own);
        });
      } finally {
        await vscode.workspace
          .getConfiguration('pastiche.model')
          .update('folder', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('tries again when the person has put it right', async () => {
      answer('Retry');
      const own = await ownFolder();
      const [name, whole] = [...made.files][0]!;
      await writeFile(
        join(own, name),
        whole.map((byte, at) => (at === 1000 ? byte ^ 1 : byte)),
      );
      const settings = { ...vgg19, 'pastiche.model.folder': own };
      assert.deepEqual(await withSettings(settings, () => store().prepare()), { kind: 'cancelled' });
      assert.equal(person.shown.length, 2);
      for (const { text } of person.shown) assert.ok(text.includes(name), text);
      await writeFile(join(own, name), whole);
      assert.deepEqual(await withSettings(settings, () => store().prepare()), pretrained());
    });

    it('names a setting that is wrong', async () => {
      await withSettings({ ...vgg19, 'pastiche.model.precision': 'float16' }, async () => {
        await assert.rejects(
          store().prepare(),
          /pastiche\.model\.precision must be one of uint8, float32; it is "float16"/,
        );
      });
    });
  });

  it('takes the pocket network where it is asked for, out of the extension and without a download', async () => {
    const context = { extensionUri: extension.extensionUri, globalStorageUri: folder.uri('storage') };
    const own = new ModelStore(context as vscode.ExtensionContext, log, new ErrorNotice(log));
    await withSettings({ 'pastiche.model.network': 'pocket' }, async () => {
      assert.deepEqual(await own.prepare(), { kind: 'pocket' });
    });
    assert.ok((await own.readFile(pocketFile)).length > 500_000);
    await assert.rejects(store().readFile(pocketFile), /pocket\.bin is missing from .*extension/);
  });

  it('refuses a network that there is none of', async () => {
    await withSettings({ 'pastiche.model.network': 'vgg16' }, async () => {
      assert.equal(await store().atHand(), undefined);
      await assert.rejects(store().prepare(), /pastiche\.model\.network must be one of auto, vgg19, pocket/);
    });
  });
});
