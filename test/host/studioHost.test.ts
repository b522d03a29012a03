import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ModelStore } from '../../src/model/modelStore';
import { PictureSaver } from '../../src/output/pictureSaver';
import { RunNotices } from '../../src/output/runNotices';
import type { RpcMessage } from '../../src/shared/messages/rpcMessage';
import { ErrorNotice } from '../../src/studio/errorNotice';
import { KeptWork } from '../../src/studio/keptWork';
import { StudioHost } from '../../src/studio/studioHost';
import { eventually, log, Person, TestFolder } from './support';

describe('what a studio’s page asks of the host', () => {
  let folder: TestFolder;
  let person: Person;
  let content: { uri: string; name: string };

  const job = (): object => ({
    id: '1',
    content,
    styles: [{ image: { uri: 'file:///mosaic.jpg', name: 'mosaic.jpg' }, weight: 1 }],
  });

  /** Sends a request as a page would, whatever it is, and waits for the answer. */
  const ask = async (method: string, params: unknown): Promise<RpcMessage> => {
    const answers: RpcMessage[] = [];
    const errors = new ErrorNotice(log);
    const host = new StudioHost({
      model: {} as ModelStore,
      saver: new PictureSaver(log),
      notices: new RunNotices(errors, {
        isVisible: () => true,
        reveal: () => undefined,
        saveUnsaved: () => undefined,
      }),
      log,
      kept: new KeptWork(folder.uri('storage'), log),
      studio: 'tested',
      pickStyle: () => Promise.resolve(undefined),
      pickMask: () => Promise.resolve(undefined),
      start: () => assert.fail('not asked for'),
      remember: () => Promise.resolve(),
      runChanged: () => undefined,
    });
    host.allow({ jobs: [job() as never] });
    const peer = host.connect(
      message => void answers.push(message),
      () => undefined,
    );
    peer.receive({ kind: 'request', id: 'page/1', method, params });
    return await eventually(`the answer to ${method}`, () => answers[0]);
  };
  const save = (changes: object): Promise<RpcMessage> =>
    ask('saveImage', {
      job: job(),
      bytes: new Uint8Array([1, 2, 3]),
      format: { type: 'png', quality: 92 },
      model: 'pocket',
      ...changes,
    });

  beforeEach(async () => {
    folder = await TestFolder.make();
    person = new Person();
    content = { uri: (await folder.add('deep/er/photo.jpg')).toString(), name: 'photo.jpg' };
  });
  afterEach(async () => {
    person.leave();
    await folder.remove();
  });

  it('is done where it is in order', async () => {
    const answer = await save({ intermediateEpoch: 50 });
    assert.equal(answer.kind, 'reply');
    assert.deepEqual(await folder.names('deep/er/stylized'), ['photo--mosaic-e0050.png']);
  });

  it('is refused under a name that the person was not asked for', async () => {
    const uri = folder.uri('photo.png').toString();
    const answer = await ask('saveAt', { uri, bytes: new Uint8Array([1]) });
    assert.equal(answer.kind, 'failure');
    assert.match(
      (answer as { error: { message: string } }).error.message,
      /was not chosen to be saved under/,
    );
    assert.deepEqual(await folder.names(), ['deep']);
  });

  for (const [what, changes] of Object.entries({
    'an epoch that is a path': { intermediateEpoch: '/../../../escaped' },
    'an epoch that is no whole number': { intermediateEpoch: 1.5 },
    'a format that is a path': { format: { type: '/../../x', quality: 92 } },
    'a quality out of bounds': { format: { type: 'jpeg', quality: 1000 } },
    'bytes that are none': { bytes: { length: 3 } },
    'no style': { job: { id: '1', content: undefined, styles: [] } },
  })) {
    it(`is refused where it has ${what}, and nothing is written`, async () => {
      const answer = await save(changes);
      assert.equal(answer.kind, 'failure');
      assert.deepEqual(await folder.names(), ['deep']);
      assert.deepEqual(await folder.names('deep'), ['er']);
      assert.deepEqual(await folder.names('deep/er'), ['photo.jpg']);
      const outside = await vscode.workspace.fs.readDirectory(vscode.Uri.file(join(folder.path, '..')));
      assert.deepEqual(
        outside.filter(([name]) => name.includes('escaped')),
        [],
      );
    });
  }

  for (const [method, params] of [
    ['readImage', { uri: 7 }],
    ['readImage', null],
    ['askPlace', { job: { id: '1' }, types: [] }],
    ['saveAt', { uri: 'file:///x', bytes: 'text' }],
    ['openSettings', { query: '@id:terminal.integrated.shell' }],
    ['pickStyle', { content: { uri: '' } }],
    ['remember', { studio: 'x', intent: { jobs: [{}], preset: 'draft', recipe: {} } }],
    ['log', { level: 'dispose', text: 'x' }],
  ] as const) {
    it(`is refused where ${method} comes with ${JSON.stringify(params)}`, async () => {
      const answer = await ask(method, params);
      assert.equal(answer.kind, 'failure');
      assert.match((answer as { error: { message: string } }).error.message, /was refused|unknown/i);
    });
  }
});
