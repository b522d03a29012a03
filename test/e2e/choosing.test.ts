import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode();

describe('the palette', () => {
  it('stylizes with defaults the image that is open, and asks nothing', async () => {
    const { workbench, folder } = await vscode.open({
      settings: { 'pastiche.style': 'Halftone pop', 'pastiche.output.folder': '${workspaceFolder}/art' },
    });
    await workbench.explorer.row('boats.jpg').dblclick();
    await workbench.page.getByRole('tab', { name: 'boats.jpg' }).waitFor();
    await workbench.runCommand('Pastiche: Stylize with Defaults');
    await workbench.studio.waitForPhase('finished');
    await workbench.notifications.waitFor('art/boats--halftone-pop.png');
    const picture = await readPicture(join(folder, 'art/boats--halftone-pop.png'), join(folder, 'boats.jpg'));
    expect(picture.record).toMatchObject({ content: 'boats.jpg', styles: [{ name: 'halftone-pop.jpg' }] });
  });

  it('asks for both images, of which the style may be one of the workspace', async () => {
    const { workbench, folder } = await vscode.open({ photos: ['boats.jpg', 'leaves.jpg'] });
    await workbench.runCommand('Pastiche: Stylize…');
    await workbench.quickInput.waitForTitle('Stylize…');
    await workbench.quickInput.pick('boats.jpg');
    await workbench.quickInput.waitForTitle('Stylize boats.jpg with…');
    await workbench.quickInput.pick('leaves.jpg');
    await workbench.studio.waitForPhase('finished');
    await workbench.notifications.waitFor('boats--leaves.png');
    expect(await readdir(join(folder, 'stylized'))).toEqual(['boats--leaves.png']);
  });
});

describe('several images', () => {
  it('that are selected make a queue, told of once', async () => {
    const { workbench, folder } = await vscode.open({ photos: ['boats.jpg', 'cat.jpg', 'leaves.jpg'] });
    await workbench.explorer.select(['boats.jpg', 'cat.jpg', 'leaves.jpg']);
    await stylize(workbench, 'leaves.jpg', 'Mosaic');
    await workbench.notifications.waitFor('Saved 3 pictures');
    expect((await readdir(join(folder, 'stylized'))).sort()).toEqual([
      'boats--mosaic.png',
      'cat--mosaic.png',
      'leaves--mosaic.png',
    ]);
    expect(await workbench.studio.app.locator('pastiche-queue li[data-status="done"]').count()).toBe(3);
    await workbench.screenshot('queue');
  });

  it('go on without the one that cannot be opened', async () => {
    const { workbench, folder } = await vscode.open({
      photos: ['boats.jpg', 'cat.jpg'],
      files: { 'broken.png': new Uint8Array() },
    });
    await workbench.explorer.select(['boats.jpg', 'broken.png', 'cat.jpg']);
    await stylize(workbench, 'cat.jpg', 'Mosaic');
    expect(await workbench.notifications.waitFor('broken.png')).toContain('0 bytes');
    await workbench.notifications.waitFor('Saved 2 pictures');
    expect(await readdir(join(folder, 'stylized'))).toHaveLength(2);
  });

  it('that come while one is running wait for their turn', async () => {
    const { workbench, folder } = await vscode.open({
      photos: ['boats.jpg', 'cat.jpg'],
      settings: { 'pastiche.epochs': 12 },
    });
    await stylize(workbench, 'boats.jpg', 'Mosaic');
    await workbench.studio.waitForPhase('running', 'finished');
    await workbench.explorer.chooseFromMenu('cat.jpg', 'Stylize with…');
    await workbench.quickInput.pick('Woodcut');
    await workbench.studio.app.locator('pastiche-queue li').nth(1).waitFor();
    await workbench.notifications.waitFor(/Saved 2 pictures|cat--woodcut\.png/);
    expect((await readdir(join(folder, 'stylized'))).sort()).toEqual([
      'boats--mosaic.png',
      'cat--woodcut.png',
    ]);
  });
});
