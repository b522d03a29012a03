import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { withoutRepeats, type ChoiceSection, type ImageChoice } from '../../src/images/imageChoices';
import { RecentStyles } from '../../src/images/recentStyles';
import { styleSources } from '../../src/images/styleSources';
import { extension, TestFolder, withSettings } from './support';

/** A memento like VS Code's, for this test alone. */
class Memory implements vscode.Memento {
  private readonly values = new Map<string, unknown>();
  keys(): readonly string[] {
    return [...this.values.keys()];
  }
  get<T>(key: string, otherwise?: T): T {
    return (this.values.get(key) ?? otherwise) as T;
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

describe('styles to pick from', () => {
  const token = new vscode.CancellationTokenSource().token;
  let folder: TestFolder;
  let content: vscode.Uri;
  let recent: RecentStyles;

  const sections = async (): Promise<readonly ChoiceSection[]> => {
    const sources = styleSources(content, extension.extensionUri, recent);
    return await Promise.all(
      sources.map(async source => ({ title: source.title, choices: await source.list(token) })),
    );
  };
  const section = async (title: string): Promise<readonly ImageChoice[]> =>
    (await sections()).find(found => found.title === title)!.choices;
  const labels = (choices: readonly ImageChoice[]): string[] => choices.map(({ label }) => label);

  beforeEach(async () => {
    folder = await TestFolder.make();
    content = await folder.add('photo.png');
    recent = new RecentStyles(new Memory(), extension.extensionUri);
  });
  afterEach(() => folder.remove());

  it('come in sections', async () => {
    const titles = (await sections()).map(({ title }) => title);
    assert.deepEqual(titles, ['Recent', 'Style folders', 'Built in', 'Workspace']);
  });

  it('are at least six that are built in, every one of them there', async () => {
    const builtIn = await section('Built in');
    assert.ok(builtIn.length >= 6);
    assert.ok(labels(builtIn).includes('Stained glass'));
    for (const choice of builtIn) {
      assert.ok(choice.kind === 'image' && (await vscode.workspace.fs.stat(choice.uri)).size > 0);
    }
  });

  it('remember the last ones that are still there, the latest first', async () => {
    const [a, b] = [await folder.add('a.png'), await folder.add('b.png')];
    const builtIn = (await section('Built in'))[0]!;
    assert.ok(builtIn.kind === 'image');
    for (const style of [a, builtIn.uri, b, a]) await recent.add(style);
    assert.deepEqual(labels(await section('Recent')), ['a.png', 'b.png', builtIn.label]);
    await vscode.workspace.fs.delete(a);
    assert.deepEqual(labels(await section('Recent')), ['b.png', builtIn.label]);
  });

  it('remember the others where an entry is damaged', async () => {
    const style = await folder.add('a.png');
    const memory = new Memory();
    await memory.update('recentStyles', ['./%', 'no uri', style.toString()]);
    recent = new RecentStyles(memory, extension.extensionUri);
    assert.deepEqual(labels(await section('Recent')), ['a.png']);
  });

  it('keep the last eight', async () => {
    for (let n = 0; n < 12; n++) await recent.add(await folder.add(`${n}.png`));
    assert.equal((await section('Recent')).length, 8);
  });

  it('come from style folders and what is below them, images only', async () => {
    for (const name of ['styles/b.jpg', 'styles/a.PNG', 'styles/deep/c.webp', 'styles/notes.txt']) {
      await folder.add(name, 'x');
    }
    await withSettings({ 'pastiche.styleFolders': ['${fileDirname}/styles'] }, async () => {
      assert.deepEqual(labels(await section('Style folders')), ['a.PNG', 'b.jpg', 'c.webp']);
    });
    const absolute = join(folder.path, 'styles');
    await withSettings({ 'pastiche.styleFolders': [absolute] }, async () => {
      assert.equal((await section('Style folders')).length, 3);
    });
  });

  it('name a style folder that cannot be read, and keep the others', async () => {
    await folder.add('styles/a.png');
    await withSettings({ 'pastiche.styleFolders': ['gone', '${fileDirname}/styles', '${x}'] }, async () => {
      const choices = await section('Style folders');
      assert.deepEqual(
        choices.map(({ kind }) => kind),
        ['problem'],
      );
      assert.match(choices[0]!.description!, /pastiche\.styleFolders has the unknown variable \$\{x\}/);
    });
    await withSettings({ 'pastiche.styleFolders': ['gone', '${fileDirname}/styles'] }, async () => {
      const choices = await section('Style folders');
      assert.deepEqual(labels(choices), ['gone cannot be read', 'a.png']);
      assert.ok(choices[0]!.kind === 'problem' && choices[0]!.setting === 'pastiche.styleFolders');
    });
  });

  it('are the images of the workspace, but not the content image, packages, or what we made', async () => {
    for (const name of ['other.JPG', 'node_modules/icon.png', 'stylized/photo--s.png', 'art/deep.avif']) {
      await folder.add(name, 'x');
    }
    const ours = (await section('Workspace')).filter(
      choice => choice.kind === 'image' && choice.uri.fsPath.startsWith(folder.path),
    );
    assert.deepEqual(labels(ours).sort(), ['deep.avif', 'other.JPG']);
    const deep = ours.find(({ label }) => label === 'deep.avif');
    assert.match(deep!.description!, /^test-\w+\/art$/);
  });

  it('stand once, in the first section that has them', async () => {
    const style = await folder.add('styles/a.png');
    await recent.add(style);
    await withSettings({ 'pastiche.styleFolders': ['${fileDirname}/styles'] }, async () => {
      const found = withoutRepeats(await sections()).flatMap(({ title, choices }) =>
        choices.flatMap(choice =>
          choice.kind === 'image' && String(choice.uri) === String(style) ? title : [],
        ),
      );
      assert.deepEqual(found, ['Recent']);
    });
  });
});
