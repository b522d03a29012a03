import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode();

describe('a run', () => {
  it('is paused, goes on, is saved on the way, and keeps its image when it is stopped', async () => {
    const { workbench, folder } = await vscode.open({ settings: { 'pastiche.epochs': 10_000 } });
    const { studio } = workbench;
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await studio.waitForEpoch(2);

    await studio.press('pause');
    await studio.waitForPhase('paused');
    await studio.press('save'); // The epoch under way is finished first.
    await workbench.notifications.waitFor('boats--woodcut.png');
    const paused = await studio.epoch();
    await workbench.screenshot('paused');
    await studio.press('save');
    await workbench.notifications.waitFor('boats--woodcut-2.png');
    // A run that is not paused would have gone on while the picture was saved.
    expect(await studio.epoch()).toBe(paused);
    const onTheWay = await readPicture(
      join(folder, 'stylized/boats--woodcut.png'),
      join(folder, 'boats.jpg'),
    );
    expect(onTheWay.record.epochs).toBe(paused);

    await studio.press('resume');
    await studio.waitForPhase('running');
    await studio.waitForEpoch(paused + 2);

    await studio.press('stop');
    await studio.waitForPhase('finished');
    const stopped = await studio.epoch();
    expect(stopped).toBeGreaterThanOrEqual(paused + 2);
    expect(stopped).toBeLessThan(10_000);
    await workbench.notifications.waitFor('boats--woodcut-3.png');
    const kept = await readPicture(join(folder, 'stylized/boats--woodcut-3.png'), join(folder, 'boats.jpg'));
    expect(kept.record).toMatchObject({ epochs: stopped, recipe: { epochs: 10_000 } });
    expect(kept.difference).toBeGreaterThan(onTheWay.difference / 2);
  });

  it('is steered by commands of the palette too', async () => {
    const { workbench } = await vscode.open({ settings: { 'pastiche.epochs': 10_000 } });
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForEpoch(1);
    const { page } = workbench;
    const progress = page.getByRole('button', { name: /^boats\.jpg · woodcut, \d+ %/i });
    await progress.waitFor();
    await page.getByRole('tab', { name: /^\d+ % · boats\.jpg/ }).waitFor();
    await workbench.runCommand('Pastiche: Pause');
    await workbench.studio.waitForPhase('paused');
    await progress.filter({ hasText: 'Paused' }).waitFor();
    await workbench.runCommand('Pastiche: Resume');
    await workbench.studio.waitForPhase('running');
    await workbench.runCommand('Pastiche: Stop and Keep');
    await workbench.studio.waitForPhase('finished');
    await progress.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: /^Pastiche: boats\.jpg/ }).waitFor();
  });

  it('saves intermediates where it is asked to, and JPEG or WebP where it is told to', async () => {
    const { workbench, folder } = await vscode.open({
      settings: {
        'pastiche.saveEvery': 2,
        'pastiche.output.format': 'jpeg',
        'pastiche.output.folder': 'pictures/new',
      },
    });
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForPhase('finished');
    await workbench.notifications.waitFor('boats--woodcut.jpg');
    expect((await readdir(join(folder, 'pictures/new'))).sort()).toEqual(
      expect.arrayContaining(['boats--woodcut-e0002.jpg', 'boats--woodcut.jpg']),
    );
  });
});

describe('a panel', () => {
  it('is restored after the window is reloaded, and starts again', async () => {
    const { workbench, folder } = await vscode.open();
    const { studio } = workbench;
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await studio.waitForPhase('finished');
    await workbench.notifications.waitFor('boats--woodcut.png');

    await workbench.reload();
    await studio.waitUntilReady();
    expect(await studio.phase()).toBe('idle');
    const sources = studio.app.locator('pastiche-sources');
    await sources.getByText('boats.jpg').waitFor();
    await sources.getByText('woodcut').waitFor();
    await workbench.screenshot('restored');

    await studio.press('start');
    await studio.waitForPhase('finished');
    await workbench.notifications.waitFor('boats--woodcut-2.png');
    const again = await readPicture(join(folder, 'stylized/boats--woodcut-2.png'), join(folder, 'boats.jpg'));
    expect(again.record).toMatchObject({
      styles: [{ name: 'woodcut.jpg' }],
      recipe: { size: 48, epochs: 4 },
    });
  });
});
