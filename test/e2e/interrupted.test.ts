import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Workbench } from '../../scripts/lib/vscode/workbench';
import { killProcesses } from '../../scripts/lib/vscode/faults';
import type { StudioPage } from '../../scripts/lib/vscode/studioPage';
import { until } from '../../scripts/lib/vscode/until';
import { quickOnWebGpu, readPicture, stylize, useVsCode } from './support';

// What a person would miss outlives page, worker and window: runs are broken off in every way that a test can bring about.

const vscode = useVsCode();
const endless = { settings: { 'pastiche.epochs': 10_000 } };

/** Starts a run, and waits until its state has been kept. */
async function begin(): Promise<{ workbench: Workbench; folder: string; saved: string; content: string }> {
  const { workbench, folder } = await vscode.open(endless);
  await stylize(workbench, 'boats.jpg', 'Woodcut');
  // The first epoch is kept at once, while the next ones are computed.
  await workbench.studio.waitForEpoch(20);
  return {
    workbench,
    folder,
    saved: join(folder, 'stylized/boats--woodcut.png'),
    content: join(folder, 'boats.jpg'),
  };
}

/** Goes on for some epochs, stops, and looks at the picture that was saved. */
async function finish(
  workbench: Workbench,
  saved: string,
  content: string,
  from: number,
  studio: StudioPage = workbench.studio,
): Promise<void> {
  await studio.waitForPhase('running');
  await studio.waitForEpoch(from + 2);
  await studio.press('stop');
  await studio.waitForPhase('finished');
  await until('the saved picture', () => Promise.resolve(existsSync(saved)));
  const picture = await readPicture(saved, content);
  expect(picture.record.epochs).toBeGreaterThanOrEqual(from + 2);
  expect(picture.difference).toBeGreaterThan(1);
}

/** Waits until a page of a later host shows the run where it was, with its image. @returns the epoch */
async function comeBack(workbench: Workbench, studio: StudioPage = workbench.studio): Promise<number> {
  // Two pages are there while one takes the other's place, and none in between.
  const isBack = async (): Promise<boolean> =>
    (await studio.phase().catch(() => undefined)) === 'interrupted' && (await studio.epoch()) > 0;
  await until('the interrupted run', isBack, { scene: workbench.scene, limitMs: 180_000 });
  const epoch = await studio.epoch();
  expect(await studio.app.locator('#phase').innerText()).toBe(`Interrupted at epoch ${epoch} of 10000`);
  await studio.app.locator('pastiche-stage img[src^="blob:"]').waitFor();
  return epoch;
}

/** Destroys the device with which the studio's engine computes, at its next command. */
async function loseDevice({ page }: Workbench): Promise<void> {
  for (const worker of page.workers()) {
    await worker
      .evaluate(() => {
        const device = (globalThis as { GPUDevice?: typeof GPUDevice }).GPUDevice?.prototype;
        if (!device) return;
        const { createCommandEncoder } = device;
        device.createCommandEncoder = function (this: GPUDevice, ...args): GPUCommandEncoder {
          this.destroy();
          return createCommandEncoder.apply(this, args);
        };
      })
      .catch(() => undefined); // A worker of VS Code's own may end by itself meanwhile.
  }
}

describe('a run whose GPU is lost', () => {
  it('goes on by itself on a new device, and nobody is asked anything', async () => {
    const { workbench, folder } = await vscode.open({
      settings: { ...endless.settings, 'pastiche.device': 'webgpu', ...quickOnWebGpu },
    });
    const { studio, scene } = workbench;
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await studio.waitForEpoch(2);
    await loseDevice(workbench);
    const told = studio.app.locator('#went-on');
    await scene.until('the loss to be told', told);
    expect(await told.innerText()).toMatch(/^Graphics device lost, went on at epoch \d+$/);
    expect(await studio.failure().count()).toBe(0);
    const from = Number(/\d+$/.exec(await told.innerText())![0]);
    await finish(workbench, join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'), from);
    expect(await workbench.notifications.texts()).toHaveLength(1);
  });
});

describe('a run that is interrupted', () => {
  it('by a reload of the window is shown where it was, goes on, and is saved', async () => {
    const { workbench, saved, content } = await begin();
    const { studio } = workbench;
    await workbench.reload();
    expect(await studio.waitForPhase('interrupted')).toBe('interrupted');
    const from = await studio.epoch();
    expect(from).toBeGreaterThan(0);
    expect(await studio.app.locator('#phase').innerText()).toBe(`Interrupted at epoch ${from} of 10000`);
    await studio.app.locator('pastiche-stage img[src^="blob:"]').waitFor();
    await workbench.screenshot('interrupted');
    await studio.press('resume');
    await finish(workbench, saved, content, from);

    await workbench.reload(); // Nothing is interrupted any more.
    await studio.waitUntilReady();
    expect(await studio.phase()).toBe('idle');
  });

  it('by closing its tab goes on when it is opened again', async () => {
    const { workbench, saved, content } = await begin();
    await workbench.runCommand('View: Close Editor');
    await workbench.notifications.press('The run continues when you open it again.', 'Show Studio');
    await finish(workbench, saved, content, 1);
  });

  it('by closing its tab is shown by the command too, and its picture is saved where that is asked for', async () => {
    const { workbench, saved, content } = await begin();
    await workbench.runCommand('View: Close Editor');
    await workbench.notifications.press('The run continues when you open it again.', 'Save');
    await workbench.notifications.waitFor('boats--woodcut.png');
    expect((await readPicture(saved, content)).record.epochs).toBeGreaterThan(0);
    await workbench.runCommand('Pastiche: Show Studio');
    await workbench.studio.waitForPhase('running');
  });

  it('by the death of its worker has its picture saved, and goes on in a new one', async () => {
    const { workbench, saved, content } = await begin();
    const { studio } = workbench;
    for (const worker of workbench.page.workers()) {
      await worker
        .evaluate(() =>
          setTimeout(() => {
            throw new Error('killed by a test');
          }),
        )
        .catch(() => undefined); // A worker of VS Code's own may end by itself meanwhile.
    }
    await until('the run to fail', async () => (await studio.phase()) === 'failed', {
      scene: workbench.scene,
    });
    await workbench.notifications.waitFor('boats--woodcut.png');
    const { record } = await readPicture(saved, content);
    expect(record.epochs).toBeGreaterThan(0);
    await studio.press('resume');
    await studio.waitForPhase('running');
    await studio.waitForEpoch(record.epochs + 2);
  });

  it('by the death of the extension host comes back in the next one, goes on, and is saved', async () => {
    const { workbench, saved, content } = await begin();
    killProcesses('extensionHost');
    const from = await comeBack(workbench);
    await workbench.studio.press('resume');
    await finish(workbench, saved, content, from);
  });

  it('by the death of its page comes back with the window, goes on, and is saved', async () => {
    const { workbench, folder, saved, content } = await begin();
    await workbench.crash();
    const again = await vscode.session.reopen(workbench, folder);
    const from = await comeBack(again);
    await again.studio.press('resume');
    await finish(again, saved, content, from);
  });

  it("by the death of VS Code's server is there or offered after the reload, goes on, and is saved", async () => {
    const { workbench, saved, content } = await begin();
    const { studio, notifications, scene } = workbench;
    await vscode.session.server.killAndRestart();
    await workbench.reload();
    // VS Code keeps the tab where it has not noticed yet that its extension host is dead.
    const offer = notifications.toast('The run continues when you open it again.').first();
    const isBack = async (): Promise<boolean> =>
      (await studio.phase().catch(() => undefined)) === 'interrupted';
    const isOffered = (): Promise<boolean> => offer.isVisible();
    await until('the run', async () => (await isOffered()) || (await isBack()), { scene });
    if (await isOffered()) await notifications.pressOn(offer, 'Show Studio');
    else await studio.press('resume');
    await finish(workbench, saved, content, 1);
  });

  it('by moving its tab into a new window comes back there, goes on, and is saved', async () => {
    const { workbench, saved, content } = await begin();
    const opened = workbench.page.waitForEvent('popup');
    await workbench.runCommand('View: Move Editor into New Window');
    const studio = workbench.studioIn(await opened);
    const from = await comeBack(workbench, studio);
    await studio.press('resume');
    await finish(workbench, saved, content, from, studio);
  });
});
