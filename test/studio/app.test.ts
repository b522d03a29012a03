import { describe, expect, it } from 'vitest';
import { find, has, mount, settle, textOf } from './support/mount';
import '../../webview/app';
import type { PasticheApp } from '../../webview/app';
import { activate, addJobs, update } from '../../webview/state/queue';
import { reduceRun, type RunEvent } from '../../webview/state/runView';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { StudioState } from '../../webview/state/studioState';
import { epochs, job, prepare, processor, runStart, started } from './support/samples';

async function appAfter(...events: readonly RunEvent[]): Promise<{ app: PasticheApp; studio: StudioState }> {
  const studio = new StudioState();
  studio.queue.set(activate(addJobs(studio.queue.get(), [job('1')]), '1'));
  studio.canvas.set(document.createElement('canvas'));
  const app = await mount('pastiche-app', { studio });
  await apply(app, studio, ...events);
  return { app, studio };
}

async function apply(app: PasticheApp, studio: StudioState, ...events: readonly RunEvent[]): Promise<void> {
  for (const event of events) studio.run.set(reduceRun(studio.run.get(), event));
  await settled(app);
}

/** Waits until the app has rendered, which signals schedule: that takes two turns. */
async function settled(app: PasticheApp): Promise<void> {
  await new Promise(resolve => setTimeout(resolve));
  await settle(app);
}

describe('pastiche-app', () => {
  it('carries phase and epoch where tests and style sheets find them', async () => {
    const { app, studio } = await appAfter();
    expect({ ...app.dataset }).toEqual({ phase: 'idle', epoch: '0' });
    await apply(app, studio, prepare);
    expect(app.dataset['phase']).toBe('preparing');
    await apply(app, studio, started, epochs(37));
    expect({ ...app.dataset }).toEqual({ phase: 'running', epoch: '37' });
    await apply(app, studio, { kind: 'pausing' }, { kind: 'pause', now: 1 });
    expect(app.dataset['phase']).toBe('paused');
    await apply(app, studio, { kind: 'resume', now: 2 }, { kind: 'finish', done: 100, now: 3 });
    expect({ ...app.dataset }).toEqual({ phase: 'finished', epoch: '100' });
  });

  it('never replaces the canvas while it renders, and takes a new one with a new engine', async () => {
    const { app, studio } = await appAfter(prepare);
    const canvas = studio.canvas.get()!;
    const frame = find(app, '.frame');
    expect(canvas.parentNode).toBe(frame);
    await apply(app, studio, started, epochs(1), epochs(2), { kind: 'pausing' }, { kind: 'pause', now: 1 });
    expect(canvas.parentNode).toBe(frame);
    expect(canvas.getAttribute('aria-label')).toBe('photo1.jpg in the style of starry_night');
    const next = document.createElement('canvas');
    studio.canvas.set(next);
    await settled(app);
    expect(frame.querySelectorAll('canvas')).toHaveLength(1);
    expect(frame.querySelector('canvas')).toBe(next);
  });

  it('shows the content image until there is something of the run to see', async () => {
    const { app, studio } = await appAfter(prepare);
    studio.pictures.set(new Map([['file:///photo1.jpg', { kind: 'shown', url: 'blob:content' }]]));
    await settled(app);
    expect(has(app, 'img.content')).toBe(true);
    await apply(app, studio, started, epochs(1));
    expect(has(app, 'img.content')).toBe(false);
    find(app, '#compare').click();
    await settled(app);
    expect(has(app, 'img.compared')).toBe(true);
    expect(has(app, '.split')).toBe(true);
  });

  it('says beside a run that went on after its device was lost that it did, and keeps its image', async () => {
    const lost: RunEvent = { kind: 'goOn', epoch: 40, now: 1 };
    const { app, studio } = await appAfter(prepare, started, epochs(55), lost);
    expect(textOf(find(app, '#went-on'))).toBe('Graphics device lost, went on at epoch 40');
    expect(find(app, '#stop').getAttribute('aria-label')).toBe('Stop and keep');
    await apply(app, studio, started, epochs(41));
    expect(has(app, '#went-on')).toBe(true);
    expect(find(app, '#phase').textContent).toBe('Epoch 41 of 100');
  });

  it('says for whom it waits beside the picture, and to screen readers', async () => {
    const { app } = await appAfter(prepare, { kind: 'wait', picture: 'boats.jpg', now: 1 });
    const text = 'Waiting for boats.jpg in another window…';
    expect(find(app, '#phase').textContent).toBe(text);
    expect(textOf(find(app, '.for-screen-readers'))).toBe(text);
    expect(find(app, '#stop').getAttribute('aria-disabled')).toBe('false');
  });

  it('says that no GPU is in use and, where it is asked, why and what to do', async () => {
    const { app } = await appAfter(prepare, { kind: 'started', start: { ...runStart, device: processor } });
    expect(textOf(find(app, '#device'))).toContain('No GPU in use');
    expect(has(app, '#device-note')).toBe(false);
    const explain = find(app, '#explain');
    expect(textOf(explain)).toBe('How to fix');
    explain.click();
    await settled(app);
    expect(explain.getAttribute('aria-expanded')).toBe('true');
    const note = find(app, '#device-note');
    expect(textOf(note)).toContain('No GPU in use');
    expect(textOf(note)).toContain('There is no adapter. Update the driver.');
    find(note, '[aria-label=Close]').click();
    await settled(app);
    expect(has(app, '#device-note')).toBe(false);
  });

  it('says what failed, to which file, what next, and that the last image is kept', async () => {
    const { app, studio } = await appAfter(prepare, started, epochs(7));
    const image = { bytes: new Uint8Array(1), format: { type: 'png', quality: 90 }, epoch: 7 } as const;
    const unsaved = { image, model: 'vgg19-uint8' } as const;
    studio.queue.set(update(studio.queue.get(), '1', { status: 'failed', unsaved }));
    const error = { code: 'device', message: 'The GPU was lost.', remedy: 'Close other programs.' } as const;
    await apply(app, studio, { kind: 'fail', error, now: 1 });
    const text = textOf(find(app, '#failure'));
    expect(text).toContain('photo1.jpg could not be stylized');
    expect(text).toContain('The GPU was lost. Close other programs.');
    expect(text).toContain('The image of epoch 7 is kept and can be saved.');
    expect(has(app, '#save')).toBe(true);
  });

  it('has a bar that shows the work done, not the epochs', async () => {
    const recipe = makeRecipe('seed', { size: 256, epochs: 100, coarsestSize: 64 });
    const { app } = await appAfter({ kind: 'prepare', recipe, now: 0 }, started, epochs(33));
    const bar = find(app, 'vscode-progress-bar') as HTMLElement & { value: number };
    expect(bar.value).toBeGreaterThan(5);
    expect(bar.value).toBeLessThan(25);
  });

  it('speaks of phases, not of epochs', async () => {
    const { app, studio } = await appAfter(prepare, started, epochs(7));
    const spoken = find(app, '[role=status]');
    expect(spoken.textContent).toBe('Running…');
    studio.queue.set(update(studio.queue.get(), '1', { saved: { uri: 'file:///1.png', label: '1.png' } }));
    await apply(app, studio, { kind: 'finish', done: 100, now: 1 });
    expect(spoken.textContent).toBe('Finished 100 epochs Saved as 1.png.');
  });

  it('holds still where the person asked for it', async () => {
    const { app } = await appAfter(prepare);
    expect(has(app, '.turning')).toBe(true);
    document.body.classList.add('vscode-reduce-motion');
    await settled(app);
    expect(app.hasAttribute('calm')).toBe(true);
    expect(has(app, '.turning')).toBe(false);
    document.body.classList.remove('vscode-reduce-motion');
  });
});
