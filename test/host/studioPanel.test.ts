import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ErrorNotice } from '../../src/studio/errorNotice';
import type { ModelStore } from '../../src/model/modelStore';
import { PictureSaver } from '../../src/output/pictureSaver';
import type { Job, ModelChoice, StudioIntent, Vgg19State } from '../../src/shared/messages/protocol';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { parseIntent } from '../../src/shared/messages/studioIntent';
import { KeptWork } from '../../src/studio/keptWork';
import { StudioMemory } from '../../src/studio/studioMemory';
import { StudioPanel } from '../../src/studio/studioPanel';
import { MapMemento } from '../fixtures/mapMemento';
import { eventually, extension, log, Person, TestFolder, withSettings } from './support';

/** Tests of a studio with its page in a real webview. It gets no model, so that every run ends where it would need one. */
describe('a studio', () => {
  let folder: TestFolder;
  let person: Person;
  let studio: StudioPanel | undefined;
  let workspaceState: MapMemento;
  /** Number of runs that came as far as asking for a model. */
  let prepared: number;
  /** Number of times that a studio asked what network is at hand. */
  let looked: number;

  const model = {
    prepare: (): Promise<ModelChoice> => {
      prepared++;
      return Promise.resolve({ kind: 'cancelled' });
    },
    atHand: (): Promise<ModelChoice | undefined> => {
      looked++;
      return Promise.resolve(undefined);
    },
    readFile: (file: string): Promise<Uint8Array> => assert.fail(`${file} is not needed`),
    onDidChangeVgg19: new vscode.EventEmitter<Vgg19State>().event,
  };

  const job = async (name: string): Promise<Job> => {
    const ref = async (file: string): Promise<Job['content']> => ({
      uri: (await folder.add(file)).toString(),
      name: file,
    });
    const styles: Job['styles'] = [{ image: await ref('style.png'), weight: 1 }];
    return { id: crypto.randomUUID(), content: await ref(name), styles };
  };
  const intentOf = (...jobs: readonly Job[]): StudioIntent => ({
    jobs,
    preset: 'draft',
    recipe: makeRecipe('draft'),
  });
  const open = (intent: StudioIntent, autoStart: boolean, expected?: Job['content']): StudioPanel => {
    const panel = vscode.window.createWebviewPanel('pastiche.testStudio', 'Pastiche', vscode.ViewColumn.One, {
      enableScripts: true,
      retainContextWhenHidden: true,
    });
    const around = {
      extensionUri: extension.extensionUri,
      version: '0.0.0-test',
      errors: new ErrorNotice(log),
      log,
      model: model as unknown as ModelStore,
      saver: new PictureSaver(log),
      memory: new StudioMemory(workspaceState),
      kept: new KeptWork(folder.uri('storage'), log),
      pickStyle: () => Promise.resolve(undefined),
      pickMask: () => Promise.resolve(undefined),
    };
    studio = new StudioPanel(panel, intent, autoStart, around, expected && { expected });
    return studio;
  };

  beforeEach(async () => {
    folder = await TestFolder.make();
    person = new Person();
    workspaceState = new MapMemento();
    prepared = looked = 0;
  });
  afterEach(async () => {
    studio?.panel.dispose();
    person.leave();
    await folder.remove();
  });

  it('starts by itself when it was asked for', async () => {
    open(intentOf(await job('a.png')), true);
    await eventually('the network to be asked for', () => prepared > 0);
    assert.equal(studio!.panel.title, 'Pastiche: a.png · style');
  });

  it('has a page that loads, sends and redirects to nothing outside the extension', async () => {
    const { html } = open(intentOf(await job('a.png')), false).panel.webview;
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.split('; ');
    for (const part of ["default-src 'none'", "base-uri 'none'", "form-action 'none'"]) {
      assert.ok(policy.includes(part), `${part} in ${policy.join('; ')}`);
    }
  });

  it('that a reload brought back shows what was chosen, and waits', async () => {
    const kept: unknown = JSON.parse(JSON.stringify(intentOf(await job('a.png'))));
    const { panel } = open(parseIntent(kept)!, false);
    await eventually('the chosen images in the title', () => panel.title === 'Pastiche: a.png · style');
    assert.equal(studio!.state.phase, 'idle');
    studio!.command('start');
    await eventually('the network to be asked for', () => prepared > 0);
    assert.equal(prepared, 1);
  });

  it('keeps what was chosen in the workspace, at once', async () => {
    const intent = intentOf(await job('a.png'));
    open(intent, false);
    const [kept] = await eventually('the choice to be kept', () => workspaceState.get<unknown[]>('studios'));
    assert.deepEqual(parseIntent((kept as { intent: unknown }).intent), intent);
  });

  it('reads every style and every mask of a job that a reload brought back', async () => {
    const made = await job('a.png');
    const ref = async (name: string): Promise<Job['content']> => ({
      uri: (await folder.add(name)).toString(),
      name,
    });
    const region = { kind: 'image', image: await ref('mask.png') } as const;
    const styles: Job['styles'] = [...made.styles, { image: await ref('other.png'), weight: 2, region }];
    const kept: unknown = JSON.parse(JSON.stringify(intentOf({ ...made, styles })));
    open(parseIntent(kept)!, false);
    await eventually('the studio', () => studio!.panel.title.includes('style + other'));
    studio!.command('start');
    // A run asks for its model only when it has all of its images.
    await eventually('the network to be asked for', () => prepared > 0);
  });

  it('that stands behind the style picker looks for a network at hand, and runs nothing before it is given a job', async () => {
    const made = await job('a.png');
    open(intentOf(), false, made.content);
    await eventually('the network at hand to be asked for', () => looked > 0);
    assert.ok(studio!.isEmpty);
    assert.equal(prepared, 0);
    studio!.enqueue(intentOf(made));
    await eventually('the network to be asked for', () => prepared > 0);
    assert.equal(looked, 1);
    assert.deepEqual(person.shown, []);
  });

  it('takes requests that come before it is ready into its start', async () => {
    const first = intentOf(await job('a.png'));
    open(first, false).enqueue(intentOf(await job('b.png')));
    await eventually('the network to be asked for', () => prepared > 0);
  });

  it('tells once of a setting that became wrong, and goes on with the last good ones', async () => {
    const { panel } = open(intentOf(await job('a.png')), false);
    await eventually('the studio', () => panel.title.includes('a.png'));
    await withSettings({ 'pastiche.output.quality': 0 }, async () => {
      await eventually('the message', () => person.shown.length > 0);
      await withSettings({ 'pastiche.saveEvery': 5 }, () => Promise.resolve());
    });
    assert.match(
      person.only.text,
      /pastiche\.output\.quality must be a whole number from 1 to 100; it is 0\./,
    );
  });

  it('opens with the defaults where a setting is wrong, so that it can be put right', async () => {
    const intent = intentOf(await job('a.png'));
    await withSettings({ 'pastiche.device': 'cuda' }, async () => {
      const { panel } = open(intent, false);
      await eventually('the studio', () => panel.title.includes('a.png'));
    });
    assert.match(person.only.text, /pastiche\.device must be one of/);
  });
});
