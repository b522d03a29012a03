import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { UnsavedWork } from '../../src/shared/messages/protocol';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { temporaryName } from '../../src/pure/temporaryName';
import { KeptWork } from '../../src/studio/keptWork';
import { log, TestFolder } from './support';

describe('kept work', () => {
  let folder: TestFolder;
  let kept: KeptWork;
  const bounds = { ageMs: 1000_000, bytes: 20_000, studios: 3 };

  const work = (epoch: number, job = 'a'): UnsavedWork => ({
    job: {
      id: job,
      content: { uri: 'file:///a.jpg', name: 'a.jpg' },
      styles: [{ image: { uri: 'file:///b.jpg', name: 'b.jpg' }, weight: 1 }],
    },
    recipe: makeRecipe('draft'),
    model: 'pocket',
    format: { type: 'png', quality: 90 },
    epoch,
    bytes: Uint8Array.of(epoch),
  });
  const epochs = async (studio: string): Promise<unknown[]> =>
    (await kept.list(studio)).map(({ epoch, resumable }) => [epoch, resumable]);

  beforeEach(async () => {
    folder = await TestFolder.make();
    kept = new KeptWork(folder.uri('storage'), log, bounds);
  });
  afterEach(() => folder.remove());

  it('has the last picture and state of a run, and no file beside them', async () => {
    await Promise.all([1, 2, 3].map(epoch => kept.keepRun('s', work(epoch), Uint8Array.of(epoch, 0))));
    assert.deepEqual(await epochs('s'), [[3, true]]);
    assert.deepEqual([...(await kept.readCheckpoint('s', 'a'))], [3, 0]);
    assert.deepEqual(await folder.names('storage/s'), ['run-a.picture', 'run-a.run']);
    // A new host, as after a crash, finds the same.
    kept = new KeptWork(folder.uri('storage'), log, bounds);
    assert.deepEqual(await epochs('s'), [[3, true]]);
  });

  it('ends a run with nothing left, or with its picture set aside', async () => {
    await kept.keepRun('s', work(4), Uint8Array.of(1));
    const id = await kept.endRun('s', 'a', true);
    assert.deepEqual(await epochs('s'), [[4, false]]);
    await kept.forget('s', id!);
    await kept.keepRun('s', work(5), Uint8Array.of(1));
    assert.equal(await kept.endRun('s', 'a', false), null);
    assert.equal(await kept.endRun('s', 'a', true), null);
    assert.deepEqual(await epochs('s'), []);
    await assert.rejects(kept.readCheckpoint('s', 'a'), /no longer kept/);
  });

  it('tells a state that is gone from one that cannot be read, which may be read later', async () => {
    await assert.rejects(kept.readCheckpoint('s', 'a'), { code: 'usage', message: /no longer kept/ });
    await folder.add('storage/s/run-a.run/a-folder-in-its-place', 'x');
    await assert.rejects(kept.readCheckpoint('s', 'a'), { code: 'output', message: /cannot be read/ });
  });

  it('lists what can be read where another file is damaged', async () => {
    await kept.keepPicture('s', work(6));
    await folder.add('storage/s/broken.picture', 'PSTC and no more');
    assert.deepEqual(await epochs('s'), [[6, false]]);
  });

  it('goes over to another studio whole', async () => {
    await kept.keepRun('old', work(7), Uint8Array.of(1));
    await kept.keepPicture('new', work(8, 'b'));
    await kept.adopt('new', 'old');
    assert.deepEqual((await epochs('new')).sort(), [
      [7, true],
      [8, false],
    ]);
    assert.deepEqual(await folder.names('storage'), ['new']);
  });

  it('takes no name that leads out of its folder', async () => {
    for (const name of ['..', '', '../x', 'a/b', 'C:x', 'x'.repeat(200)]) {
      await assert.rejects(kept.keepPicture(name, work(1)), /no name of kept work/);
    }
    // Files are named after a job with letters before its id, so that an empty one leads nowhere.
    for (const job of ['..', '../x', 'a/b', 'C:x', 'x'.repeat(200)]) {
      await assert.rejects(kept.keepRun('s', work(1, job), Uint8Array.of(1)), /no name of kept work/);
    }
    assert.deepEqual(await folder.names(), []);
  });

  it('says which storage cannot be written', async () => {
    await folder.add('storage', 'a file where the folder would be');
    await assert.rejects(kept.keepPicture('s', work(1)), /storage .*storage cannot be written/);
  });

  it('is bounded in age, size and number, and loses what killed programs left half written', async () => {
    const now = Date.now();
    for (const [studio, ageMs] of [
      ['newest', 0],
      ['second', 1000],
      ['third', 2000],
      ['fourth', 3000],
      ['ancient', 2 * bounds.ageMs],
    ] as const) {
      const id = await kept.keepPicture(studio, work(1));
      const path = folder.uri(`storage/${studio}/${id}.picture`).fsPath;
      await utimes(path, (now - ageMs) / 1000, (now - ageMs) / 1000);
    }
    const [abandoned, writing] = [temporaryName(), temporaryName()];
    await folder.add(`storage/newest/${abandoned}`, 'x');
    const half = folder.uri(`storage/newest/${abandoned}`).fsPath;
    await utimes(half, (now - 3600e3) / 1000, (now - 3600e3) / 1000);
    await folder.add(`storage/newest/${writing}`, 'x');
    await kept.sweep(now);
    assert.deepEqual(await folder.names('storage'), ['newest', 'second', 'third']);
    assert.equal(
      (await folder.names('storage/newest')).filter(name => name.endsWith('.tmp')).join(),
      writing,
    );

    await writeFile(join(folder.uri('storage/second').fsPath, 'large.run'), new Uint8Array(bounds.bytes));
    await kept.sweep(now);
    // The newest file decides how old a studio is: the large one, which exceeds the bound alone, goes first.
    assert.ok(!(await folder.names('storage')).includes('second'));
  });
});
