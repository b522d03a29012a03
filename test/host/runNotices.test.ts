import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ErrorNotice } from '../../src/studio/errorNotice';
import { RunNotices } from '../../src/output/runNotices';
import { PasticheError } from '../../src/shared/errors';
import { eventually, log, Person, workspace } from './support';

describe('notifications of runs', () => {
  const picture = (name: string): vscode.Uri =>
    vscode.Uri.joinPath(vscode.Uri.file(workspace), 'stylized', name);
  const failure = {
    content: 'bad.png',
    error: new PasticheError('device', 'The device was lost.', 'Start again.'),
  };
  let person: Person;
  let isVisible: boolean;
  let savedAgain: number;
  let notices: RunNotices;

  beforeEach(() => {
    person = new Person();
    isVisible = true;
    savedAgain = 0;
    notices = new RunNotices(new ErrorNotice(log), {
      isVisible: () => isVisible,
      reveal: () => undefined,
      saveUnsaved: () => void savedAgain++,
    });
  });
  afterEach(() => person.leave());

  it('offer Open, Reveal and Stylize Another', () => {
    notices.addSaved({ uri: picture('a--s.png'), model: 'vgg19-uint8' });
    assert.deepEqual(person.only, {
      kind: 'showInformationMessage',
      text: 'Saved stylized/a--s.png.',
      actions: ['Open', 'Reveal', 'Stylize Another'],
    });
  });

  it('say in a clause that the pocket network painted', () => {
    notices.addSaved({ uri: picture('a--s.png'), model: 'pocket' });
    assert.equal(person.only.text, 'Saved stylized/a--s.png, painted on the pocket network.');
  });

  it('are one for a whole queue', () => {
    notices.addSaved({ uri: picture('a--s.png'), model: 'vgg19-uint8' }, 2);
    notices.addFailure(failure, 1);
    assert.deepEqual(person.shown, []);
    notices.addSaved({ uri: picture('c--s.png'), model: 'vgg19-uint8' }, 0);
    assert.equal(person.only.kind, 'showWarningMessage');
    assert.equal(
      person.only.text,
      'Saved 2 pictures in stylized. bad.png could not be stylized: The device was lost. Start again.',
    );
    notices.flush();
    assert.equal(person.shown.length, 1);
  });

  it('offer to save again what of a queue is not saved, and leave a single picture to the studio', async () => {
    notices.addUnsaved({ ...failure, content: 'single.png' });
    assert.deepEqual(person.shown, []);
    person.leave();
    person = new Person(['Save Again']);
    notices.addSaved({ uri: picture('a--s.png'), model: 'vgg19-uint8' }, 2);
    notices.addUnsaved(failure, 1);
    notices.addUnsaved({ content: 'worse.png', error: new PasticheError('output', 'The disk is full.') }, 0);
    assert.deepEqual(person.only, {
      kind: 'showWarningMessage',
      text: 'Saved stylized/a--s.png. 2 pictures are not saved: The disk is full.',
      actions: ['Save Again', 'Show Studio'],
    });
    await eventually('the second attempt', () => savedAgain === 1);
    notices.flush();
    assert.equal(person.shown.length, 1);
  });

  it('tell of a failure only where the studio is not seen', () => {
    notices.addFailure(failure);
    assert.deepEqual(person.shown, []);
    isVisible = false;
    notices.addFailure(failure);
    assert.equal(person.only.kind, 'showErrorMessage');
    assert.equal(person.only.text, 'The device was lost. Start again.');
    assert.deepEqual(person.only.actions, ['Show Studio', 'Open Settings']);
  });

  it('say nothing of what the person cancelled', async () => {
    await new ErrorNotice(log).show(new PasticheError('cancelled', 'Cancelled.'));
    assert.deepEqual(person.shown, []);
  });

  it('lead to the log where the fault is ours', async () => {
    await new ErrorNotice(log).show(new TypeError('x is not a function'));
    assert.deepEqual(person.only.actions, ['Show Log']);
  });
});
