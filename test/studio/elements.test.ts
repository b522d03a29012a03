import { describe, expect, it } from 'vitest';
import { find, has, listen, mount, settle, textOf } from './support/mount';
import type { Job, Vgg19State } from '../../src/shared/messages/protocol';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import '../../webview/components/callout';
import '../../webview/components/controls';
import '../../webview/components/queueList';
import '../../webview/recipe/recipePanel';
import '../../webview/region/regionPainter';
import '../../webview/components/sources';
import '../../webview/components/statusBar';
import type { Controls } from '../../webview/components/controls';
import { activate, addJobs, emptyQueue, update } from '../../webview/state/queue';
import { draftOf, withOption } from '../../webview/state/recipeDraft';
import type { RunStart } from '../../webview/engine/stylizer';
import { remediesFor } from '../../webview/view/remedies';
import type { RunEvent } from '../../webview/state/runView';
import { epochs, job, prepare, processor, recipe, runAfter, runStart, started } from './support/samples';

function buttons(controls: Controls): string[] {
  return [...controls.shadowRoot!.querySelectorAll('vscode-button')].map(
    button => `${button.id}${button.getAttribute('aria-disabled') === 'true' ? ' (off)' : ''}`,
  );
}

describe('pastiche-controls', () => {
  it.each([
    [{ phase: 'idle' }, ['start']],
    [{ phase: 'idle', blocked: true }, ['start (off)']],
    [{ phase: 'preparing' }, ['pause (off)', 'stop']],
    [{ phase: 'running', steerable: true, hasImage: true }, ['pause', 'stop', 'save', 'again']],
    [{ phase: 'running' }, ['pause (off)', 'stop (off)', 'save (off)', 'again']],
    [{ phase: 'paused', steerable: true, hasImage: true }, ['resume', 'stop', 'save', 'again']],
    [{ phase: 'finished', hasImage: true }, ['again', 'save']],
    [{ phase: 'finished', hasImage: true, saving: true }, ['again', 'save (off)']],
    [{ phase: 'failed' }, ['again']],
    [{ phase: 'failed', hasImage: true }, ['again', 'save']],
  ] as const)('offers for %o %o', async (properties, expected) => {
    expect(buttons(await mount('pastiche-controls', properties))).toEqual(expected);
  });

  it('offers another name for a picture that is saved', async () => {
    const controls = await mount('pastiche-controls', { phase: 'finished', hasImage: true, saved: true });
    expect(find(controls, '#save').getAttribute('aria-label')).toBe('Save As…');
    controls.saved = false;
    await settle(controls);
    expect(find(controls, '#save').getAttribute('aria-label')).toBe('Save');
  });

  it('says what was pressed, and nothing for a button that is off', async () => {
    const intents = listen();
    const controls = await mount('pastiche-controls', { phase: 'running', steerable: true });
    find(controls, '#pause').click();
    find(controls, '#stop').click();
    find(controls, '#save').click();
    expect(intents).toEqual([{ kind: 'pause' }, { kind: 'stop' }]);
  });

  it('turns Pause into Resume in place, so that the keyboard stays on it', async () => {
    const controls = await mount('pastiche-controls', { phase: 'running', steerable: true });
    const pause = find(controls, '#pause');
    controls.phase = 'paused';
    await settle(controls);
    expect(find(controls, '#resume')).toBe(pause);
  });

  it('labels every button', async () => {
    const controls = await mount('pastiche-controls', { phase: 'running', steerable: true });
    for (const button of controls.shadowRoot!.querySelectorAll('vscode-button')) {
      expect(button.getAttribute('aria-label')).toMatch(/^[A-Z]/);
      expect(button.title).not.toBe('');
    }
  });
});

describe('pastiche-status', () => {
  it('tells epoch, pace, time left and the device by name', async () => {
    const run = runAfter(prepare, started, epochs(1, 4000), epochs(37, 420));
    const text = textOf(await mount('pastiche-status', { run }));
    expect(text).toContain('Epoch 37 of 100');
    expect(text).toContain('0.42 s per epoch');
    expect(text).toContain('about 30 s left');
    expect(text).toContain('Test GPU (WebGPU)');
    expect(text).not.toContain('No GPU in use');
  });

  it('tells how much of the work is done, and that coarse scales go first', async () => {
    const coarse = { ...recipe, coarsestSize: 64 };
    const run = runAfter({ kind: 'prepare', recipe: coarse, now: 0 }, started, epochs(1), epochs(34));
    const text = textOf(await mount('pastiche-status', { run }));
    expect(text).toMatch(/20 % done\s*Coarse first: scale 2 of 5/);
  });

  it('tells what an epoch took on average once the run is over', async () => {
    const finish = { kind: 'finish', done: 100, now: 60_000 } as const;
    const run = runAfter(prepare, started, epochs(1, 4000), epochs(100, 500, { count: 99 }), finish);
    const text = textOf(await mount('pastiche-status', { run }));
    expect(text).toContain('0.54 s per epoch on average');
    expect(text).toContain('1 min 00 s in all');
    expect(text).not.toContain('done');
  });

  it('warns where no GPU computes', async () => {
    const start = { ...runStart, device: processor };
    const status = await mount('pastiche-status', { run: runAfter(prepare, { kind: 'started', start }) });
    expect(textOf(find(status, '#device'))).toContain('No GPU in use');
    expect(find(status, '#device').title).toBe('There is no adapter. Update the driver.');
    expect(has(status, '#pocket')).toBe(false);
  });

  it.each<[Vgg19State | null, string, RegExp]>([
    [null, 'Pocket network', /pastiche\.model\.network/],
    [{ kind: 'fetching', percent: 34 }, 'Pocket network, VGG-19 at 34 %', /fetched \(34 %\)\. The next run/],
    [{ kind: 'failed', reason: 'No way.' }, 'Pocket network, no VGG-19', /No way\. The next run tries again/],
    [{ kind: 'ready' }, 'Pocket network, VGG-19 is here', /the next run takes it/],
  ])('tells quietly that the pocket network paints, and why: %j', async (vgg19, brief, sentence) => {
    const start = { kind: 'started', start: { ...runStart, model: 'pocket' } } as const;
    const events: RunEvent[] = vgg19 ? [prepare, { kind: 'standIn', vgg19 }, start] : [prepare, start];
    const network = find(await mount('pastiche-status', { run: runAfter(...events) }), '#pocket');
    expect(textOf(network)).toBe(brief);
    expect(network.title).toMatch(sentence);
    expect(network.classList).not.toContain('warning');
  });

  it('tells half precision, and why it is not to be had', async () => {
    const statusOf = (told: Partial<RunStart>) =>
      mount('pastiche-status', {
        run: runAfter(prepare, { kind: 'started', start: { ...runStart, ...told } }),
      });
    expect(has(await statusOf({}), '#precision')).toBe(false);
    expect(textOf(find(await statusOf({ precision: 'f16' }), '#precision'))).toBe('Float16');
    const note = 'Some GPU has no float16 (shader-f16); it computes in float32.';
    const refused = find(await statusOf({ precisionNote: note }), '#precision');
    expect([textOf(refused), refused.title]).toEqual(['Float32', note]);
  });

  it.each<[Partial<RunStart>, string, RegExp]>([
    [{}, '', /to take\.$/],
    [{ recomputedBlocks: 1 }, ', recomputing', /first block is computed a second time/],
    [{ recomputedBlocks: 2 }, ', recomputing', /first 2 blocks are computed a second time/],
    [{ tileSize: 512 }, ', in tiles', /in tiles of 512 px/],
  ])('tells how a run is made to fit the memory: %j', async (told, brief, sentence) => {
    const start = { ...runStart, peakBytes: 2.4e9, ...told };
    const status = await mount('pastiche-status', { run: runAfter(prepare, { kind: 'started', start }) });
    const memory = find(status, '#memory');
    expect(textOf(memory)).toBe(`About 2.4 GB${brief}`);
    expect(memory.title).toMatch(sentence);
  });

  it('links to the saved picture', async () => {
    const intents = listen();
    const saved = { uri: 'file:///out.png', label: 'stylized/out.png' };
    const run = runAfter(prepare, epochs(100), { kind: 'finish', done: 100, now: 1 });
    const status = await mount('pastiche-status', { run, saved });
    find(status, '#saved').click();
    expect(intents).toEqual([{ kind: 'open', uri: 'file:///out.png' }]);
  });
});

describe('pastiche-queue', () => {
  it('shows each job with what can be done about it', async () => {
    const intents = listen();
    let queue = addJobs(emptyQueue, [job('1'), job('2'), job('3'), job('4')]);
    queue = update(queue, '1', { status: 'done', saved: { uri: 'file:///1.png', label: '1.png' } });
    queue = update(queue, '2', { status: 'failed', error: { code: 'image', message: 'It is broken.' } });
    const list = await mount('pastiche-queue', { queue: activate(queue, '3') });
    const rows = [...list.shadowRoot!.querySelectorAll('li')];
    expect(rows.map(row => row.dataset['status'])).toEqual(['done', 'failed', 'active', 'waiting']);
    expect(rows.map(row => row.getAttribute('aria-current'))).toEqual(['false', 'false', 'true', 'false']);
    expect(textOf(rows[1]!)).toContain('It is broken.');
    expect(rows[2]!.querySelector('button')).toBeNull();
    rows[0]!.querySelector<HTMLElement>('[data-testid=open]')!.click();
    rows[1]!.querySelector<HTMLElement>('[data-testid=retry]')!.click();
    rows[3]!.querySelector<HTMLElement>('[data-testid=remove]')!.click();
    expect(intents).toEqual([
      { kind: 'open', uri: 'file:///1.png' },
      { kind: 'retry', id: '2' },
      { kind: 'remove', id: '4' },
    ]);
  });

  it('offers to save a picture that is only here', async () => {
    const image = { bytes: new Uint8Array(1), format: { type: 'png', quality: 90 }, epoch: 9 } as const;
    const unsaved = { image, model: 'pocket' } as const;
    const queue = update(addJobs(emptyQueue, [job('1'), job('2')]), '1', { status: 'done', unsaved });
    expect(has(await mount('pastiche-queue', { queue }), '[data-testid=saveResult]')).toBe(true);
  });
});

describe('pastiche-recipe', () => {
  const draft = draftOf('seed', makeRecipe('seed'));

  it('shows bounds under input that is out of them', async () => {
    const panel = await mount('pastiche-recipe', { draft: withOption(draft, 'size', '5') });
    const field = find(panel, '#size');
    expect(textOf(field)).toContain('Size must be a whole number from 16 to 4096; it is 5.');
    expect(find(field, 'vscode-textfield').hasAttribute('invalid')).toBe(true);
    expect(find<HTMLElement & { value: string }>(field, 'vscode-textfield').value).toBe('5');
  });

  it('emits what is typed', async () => {
    const intents = listen();
    const panel = await mount('pastiche-recipe', { draft });
    const field = find<HTMLElement & { value: string }>(find(panel, '#epochs'), 'vscode-textfield');
    field.value = '42';
    field.dispatchEvent(new Event('change'));
    expect(intents).toEqual([{ kind: 'setOption', key: 'epochs', text: '42' }]);
  });

  it('offers the way back to the preset where something was changed', async () => {
    const intents = listen();
    expect(has(await mount('pastiche-recipe', { draft }), '#reset')).toBe(false);
    const changed = await mount('pastiche-recipe', { draft: withOption(draft, 'epochs', '9') });
    expect(textOf(changed)).toContain('Changed: Epochs.');
    find(changed, '#reset').click();
    expect(intents).toEqual([{ kind: 'resetRecipe' }]);
  });

  it('has a slider for strength and stroke size, which doubles as far as it halves', async () => {
    const intents = listen();
    const panel = await mount('pastiche-recipe', { draft });
    expect(find<HTMLInputElement>(find(panel, '#styleStrength'), 'input').max).toBe('1');
    expect(textOf(find(panel, '#strokeSize'))).toContain('FinerBroader');
    const slider = find<HTMLInputElement>(find(panel, '#strokeSize'), 'input[type=range]');
    expect([slider.min, slider.value, slider.max]).toEqual(['-2', '0', '2']);
    slider.value = '1';
    slider.dispatchEvent(new Event('input'));
    expect(intents).toEqual([{ kind: 'setOption', key: 'strokeSize', text: '2' }]);
  });

  it('chooses colours as radio buttons do', async () => {
    const intents = listen();
    const panel = await mount('pastiche-recipe', { draft });
    const choices = find(panel, '#colors');
    const radios = [...choices.shadowRoot!.querySelectorAll<HTMLElement>('[role=radio]')];
    expect(radios.map(radio => radio.getAttribute('aria-checked'))).toEqual(['true', 'false', 'false']);
    expect(radios.map(radio => radio.tabIndex)).toEqual([0, -1, -1]);
    expect(radios[1]!.getAttribute('aria-label')).toBe(
      'Of the content image: only light and dark are painted',
    );
    radios[1]!.click();
    radios[0]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    expect(intents).toEqual([
      { kind: 'setOption', key: 'colors', text: 'content' },
      { kind: 'setOption', key: 'colors', text: 'matched' },
    ]);
  });

  it('says that changes wait for the next start', async () => {
    const panel = await mount('pastiche-recipe', { draft, running: true, differs: true });
    expect(textOf(panel)).toContain('Changes apply to the next start.');
    expect(textOf(await mount('pastiche-recipe', { draft }))).not.toContain('Changes apply');
  });
});

describe('pastiche-callout', () => {
  it('offers the remedies of an error', async () => {
    const intents = listen();
    const remedies = remediesFor({ code: 'memory', message: 'Full.' }, job('7'), recipe);
    const callout = await mount('pastiche-callout', { severity: 'error', text: 'Full.', remedies });
    const [smaller, retry] = [...callout.shadowRoot!.querySelectorAll('vscode-button')];
    expect(textOf(callout)).toContain('Retry at 128 px');
    smaller!.click();
    retry!.click();
    expect(intents).toEqual([{ kind: 'halveSize' }, { kind: 'retry', id: '7' }]);
    expect(find(callout, '[role=alert]')).toBeTruthy();
  });

  it.each([
    ['image', ['retry']],
    ['setting', ['retry', 'openSettings']],
    ['network', ['retry', 'openSettings']],
    ['device', ['retry', 'openSettings']],
    ['internal', ['retry']],
  ] as const)('a failure of kind %s offers %o', (code, kinds) => {
    const remedies = remediesFor({ code, message: 'photo1.jpg is broken.' }, job('1'), recipe);
    expect(remedies.map(({ intent }) => intent.kind)).toEqual(kinds);
  });
});

it('offers another style where it is the style that is broken', () => {
  const error = { code: 'image', message: 'starry_night.jpg is broken.' } as const;
  const kinds = remediesFor(error, job('1'), recipe).map(({ intent }) => intent.kind);
  expect(kinds).toEqual(['pickStyle', 'retry']);
});

describe('pastiche-sources', () => {
  it('names both images, and picks another style', async () => {
    const intents = listen();
    const pictures = new Map([
      ['file:///photo1.jpg', { kind: 'broken', message: 'photo1.jpg is gone.' }],
      ['file:///starry_night.jpg', { kind: 'shown', url: 'blob:style' }],
    ] as const);
    const sources = await mount('pastiche-sources', { job: job('1'), pictures });
    const [content, style] = [...sources.shadowRoot!.querySelectorAll('pastiche-thumbnail')];
    expect(textOf(content!)).toContain('photo1.jpg');
    expect(find(content!, '.broken').getAttribute('aria-label')).toBe('photo1.jpg is gone.');
    expect(textOf(style!)).toContain('starry_night');
    find(style!, 'button').click();
    expect(intents).toEqual([{ kind: 'pickStyle', index: 0 }]);
    expect(has(sources, '.share')).toBe(false);
    expect(has(sources, '.removal')).toBe(false);
  });

  it('shows the share of each style, and takes a style more or less', async () => {
    const intents = listen();
    const [first] = job('1').styles;
    const styles: Job['styles'] = [
      { ...first, weight: 3 },
      { ...first, image: { uri: 'file:///wave.jpg', name: 'wave.jpg' } },
    ];
    const sources = await mount('pastiche-sources', { job: { ...job('1'), styles } });
    const shares = [...sources.shadowRoot!.querySelectorAll('.share')];
    expect(shares.map(share => share.textContent?.trim())).toEqual(['75 %', '25 %']);
    const slider = shares[1]!.querySelector('input')!;
    slider.value = '60';
    slider.dispatchEvent(new Event('input'));
    find(sources, '#add-style').click();
    find(find(sources, '#style-1'), '.removal').click();
    find(sources, '#region-1').click();
    expect(intents).toEqual([
      { kind: 'setShare', index: 1, percent: 60 },
      { kind: 'addStyle' },
      { kind: 'removeStyle', index: 1 },
      { kind: 'paintRegion', index: 1 },
    ]);
  });

  it('shows regions, and what is left outside of them', async () => {
    const [first] = job('1').styles;
    const region = { kind: 'painted', uri: 'data:image/png;base64,AQID' } as const;
    const sources = await mount('pastiche-sources', { job: { ...job('1'), styles: [{ ...first, region }] } });
    expect(textOf(find(sources, '#region-0'))).toContain('Edit region…');
    expect(find<HTMLElement & { url: string }>(sources, 'pastiche-region-swatch').url).toBe(region.uri);
    expect(textOf(sources)).toContain('Outside the regions the content image stays as it is.');
  });
});

describe('pastiche-region-painter', () => {
  it('says whose region it is, and can be left without one', async () => {
    const intents = listen();
    const painter = await mount('pastiche-region-painter', { styleName: 'woodcut', content: 'blob:content' });
    expect(textOf(painter)).toContain('Where woodcut is painted');
    expect(find(painter, '.frame').getAttribute('aria-label')).toMatch(/^Region of woodcut\. Arrow keys/);
    find(painter, '#mask-image').click();
    find(painter, '#cancel-region').click();
    find(painter, '#region-done').click(); // Nothing was painted, so nothing changes.
    expect(intents).toEqual([{ kind: 'pickMask' }, { kind: 'cancelRegion' }, { kind: 'cancelRegion' }]);
  });

  it('labels every tool, and shows which is in use', async () => {
    const painter = await mount('pastiche-region-painter', { styleName: 'woodcut' });
    for (const button of find(painter, 'pastiche-painter-tools').shadowRoot!.querySelectorAll(
      '.icon-button',
    )) {
      expect(button.getAttribute('aria-label')).toMatch(/^[A-Z]/);
    }
    expect(find(painter, '#paint').getAttribute('aria-pressed')).toBe('true');
    find(painter, '#erase').click();
    await settle(painter);
    expect(find(painter, '#erase').getAttribute('aria-pressed')).toBe('true');
    expect(find(painter, '#paint').getAttribute('aria-pressed')).toBe('false');
    expect(find(painter, '#undo').hasAttribute('disabled')).toBe(true);
  });
});
