import assert from 'node:assert/strict';
import type { RunState } from '../../src/shared/messages/protocol';
import { RunStatusItem } from '../../src/studio/runStatusItem';
import { tabTitle } from '../../src/studio/runTexts';

const running: RunState = {
  phase: 'running',
  title: 'boats.jpg · Woodcut',
  content: 'boats.jpg',
  percent: 42,
  leftMs: 60_000,
};

describe('progress outside the studio', () => {
  let status: RunStatusItem;

  beforeEach(() => (status = new RunStatusItem()));
  afterEach(() => status.dispose());

  it('is in the status bar, with the picture in the tooltip, and leads to the studio', () => {
    status.show([running]);
    const { text, tooltip, command, accessibilityInformation } = status.item;
    assert.equal(text, '$(paintcan) 42 % · 1 min left');
    assert.equal(tooltip, 'boats.jpg · Woodcut (click to show the studio)');
    assert.equal(command, 'pastiche.showStudio');
    assert.equal(accessibilityInformation?.label, 'boats.jpg · Woodcut, 42 % · 1 min left');
  });

  it('says that a run is being prepared or is paused, and nothing of a time that is unknown', () => {
    const texts = (['preparing', 'paused', 'running'] as const).map(phase => {
      status.show([{ ...running, phase, leftMs: null }]);
      return status.item.text;
    });
    assert.deepEqual(texts, ['$(paintcan) Preparing…', '$(paintcan) 42 % · Paused', '$(paintcan) 42 %']);
  });

  it('is that of the studio which runs', () => {
    status.show([running, { ...running, phase: 'finished', percent: null, title: 'other' }]);
    assert.match(status.item.text, /42 %/);
  });

  it('is in the title of the tab while a run is going', () => {
    assert.equal(tabTitle(running), '42 % · boats.jpg');
    assert.equal(
      tabTitle({ ...running, phase: 'preparing', percent: null }),
      'Pastiche: boats.jpg · Woodcut',
    );
    assert.equal(tabTitle({ ...running, phase: 'finished', percent: null }), 'Pastiche: boats.jpg · Woodcut');
    assert.equal(tabTitle({ ...running, phase: 'idle', title: '', percent: null }), 'Pastiche');
  });
});
