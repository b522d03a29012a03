import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, Person, studioTabs, TestFolder, withSettings } from './support';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Settings with which runs end before they begin, since these tests are about the commands alone. */
const withoutModel = { 'pastiche.model.folder': '/nowhere/vgg19' };

describe('commands', () => {
  let folder: TestFolder;
  let person: Person;

  before(() => extension.activate());
  beforeEach(async () => {
    folder = await TestFolder.make();
    person = new Person();
  });
  afterEach(async () => {
    person.leave();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await folder.remove();
  });

  it('are all registered', async () => {
    const { commands } = (extension.packageJSON as Manifest).contributes;
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      commands.map(({ command }) => command).filter(command => !registered.includes(command)),
      [],
    );
  });

  it('Stylize with Defaults opens the studio on what was selected, and later requests join it', async () => {
    await folder.add('a.png');
    await folder.add('b.png');
    await withSettings({ ...withoutModel, 'pastiche.style': 'Ink wash' }, async () => {
      const [a, b] = [folder.uri('a.png'), folder.uri('b.png')];
      await vscode.commands.executeCommand('pastiche.stylizeWithDefaults', a, [a, b]);
      await eventually('the studio', () =>
        studioTabs().find(({ label }) => label.includes('a.png · Ink wash')),
      );
      await vscode.commands.executeCommand('pastiche.stylizeWithDefaults', b, [b]);
      await eventually('the error of the model', () => person.shown.length > 0);
      assert.equal(studioTabs().length, 1);
      assert.match(person.shown[0]!.text, /pastiche\.model\.folder|nowhere/);
    });
  });

  it('Stylize with Defaults takes the image in the active editor', async () => {
    const image = await folder.add('open.png');
    await vscode.commands.executeCommand('vscode.open', image);
    await withSettings({ ...withoutModel, 'pastiche.style': 'mosaic' }, async () => {
      await vscode.commands.executeCommand('pastiche.stylizeWithDefaults');
      await eventually('the studio', () =>
        studioTabs().find(({ label }) => label.includes('open.png · Mosaic')),
      );
    });
  });

  it('the good ones of several images go on, and one message names the bad ones', async () => {
    const good = await folder.add('good.png');
    const bad = [
      await folder.add('empty.png', ''),
      await folder.add('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
      await folder.add('letter.jpg', 'Dear reader'),
      await folder.add('phone.heic', 'x'),
    ];
    const text = await folder.add('notes.txt', 'not meant');
    await withSettings({ ...withoutModel, 'pastiche.style': 'mosaic' }, async () => {
      await vscode.commands.executeCommand('pastiche.stylizeWithDefaults', good, [good, ...bad, text]);
      await eventually('the studio', () => studioTabs().find(({ label }) => label.includes('good.png')));
    });
    const about = person.shown[0]!;
    assert.match(about.text, /4 of 5 images cannot be opened\./);
    assert.match(about.text, /empty\.png is empty \(0 bytes\)\./);
    assert.match(about.text, /logo\.svg is in SVG format, which cannot be opened here\./);
    assert.match(about.text, /letter\.jpg is not an image/);
    assert.match(about.text, /The log names 1 more\./);
    assert.match(about.text, /Convert it to PNG or JPEG first\./);
    assert.doesNotMatch(about.text, /notes\.txt/);
  });

  it('a file that is gone opens no studio', async () => {
    await vscode.commands.executeCommand('pastiche.stylizeWith', folder.uri('gone.png'));
    assert.match(person.only.text, /gone\.png is not there any more/);
    assert.deepEqual(studioTabs(), []);
  });

  const wrongSettings: readonly (readonly [string, unknown, RegExp])[] = [
    ['pastiche.size', 8, /pastiche\.size must be a whole number from 16 to 4096; it is 8\./],
    ['pastiche.epochs', 'many', /pastiche\.epochs must be a whole number from 1 to 10000; it is "many"\./],
    ['pastiche.preset', 'best', /pastiche\.preset must be one of .*seed.*; it is "best"\./],
    [
      'pastiche.output.quality',
      0,
      /pastiche\.output\.quality must be a whole number from 1 to 100; it is 0\./,
    ],
    [
      'pastiche.output.folder',
      '${userHome}/x',
      /pastiche\.output\.folder has the unknown variable \$\{userHome\}/,
    ],
    ['pastiche.device', 'cuda', /pastiche\.device must be one of auto, webgpu, webgl, wasm; it is "cuda"\./],
    [
      'pastiche.style',
      'Impressionism',
      /pastiche\.style is "Impressionism", which is neither .* Flow strokes/,
    ],
    [
      'pastiche.style',
      'no/such.png',
      /pastiche\.style is "no\/such\.png", but there is no .*no\/such\.png\./,
    ],
  ];
  for (const [setting, value, message] of wrongSettings) {
    it(`${setting} = ${JSON.stringify(value)} opens no studio and leads to the setting`, async () => {
      const content = await folder.add('photo.png');
      await withSettings({ 'pastiche.style': 'mosaic', [setting]: value }, async () => {
        await vscode.commands.executeCommand('pastiche.stylizeWithDefaults', content);
      });
      assert.match(person.only.text, message);
      assert.deepEqual(person.only.actions, ['Open Settings']);
      assert.deepEqual(studioTabs(), []);
    });
  }

  it('steer no studio where there is none', async () => {
    for (const name of ['start', 'pause', 'resume', 'stop', 'save', 'showStudio']) {
      await vscode.commands.executeCommand(`pastiche.${name}`);
    }
    assert.deepEqual(person.shown, []);
    assert.deepEqual(studioTabs(), []);
  });
});
