import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode();

describe('an image that is right-clicked', () => {
  it('is stylized, saved beside itself, and told of', async () => {
    const { workbench, folder } = await vscode.open({ photos: ['boats.jpg', 'leaves.jpg'] });
    await workbench.explorer.chooseFromMenu('boats.jpg', 'Stylize with…');
    await workbench.quickInput.waitForTitle('Stylize boats.jpg with…');
    for (const label of ['Flow strokes', 'Woodcut', 'leaves.jpg', 'Browse…']) {
      await workbench.quickInput.entry(label).waitFor();
    }
    await workbench.screenshot('picker');
    // A studio gets ready behind the picker, and goes with it.
    await workbench.page.getByRole('tab', { name: 'Pastiche' }).waitFor();
    await workbench.quickInput.dismiss();
    await workbench.page.getByRole('tab', { name: 'Pastiche' }).waitFor({ state: 'detached' });

    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForPhase('finished');
    expect(await workbench.notifications.waitFor(/^Saved/)).toContain('stylized/boats--woodcut.png');
    expect(await workbench.notifications.buttons(/^Saved/)).toEqual(['Open', 'Reveal', 'Stylize Another']);
    expect(await workbench.studio.epoch()).toBe(4);

    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'));
    expect(picture).toMatchObject({ width: 48, height: 38 });
    expect(picture.difference).toBeGreaterThan(2);
    expect(picture.record).toMatchObject({
      content: 'boats.jpg',
      styles: [{ name: 'woodcut.jpg' }],
      epochs: 4,
      model: 'pocket',
      recipe: { size: 48, epochs: 4, initialImage: 'content' },
    });
    // A software WebGPU is slower than the processor's own wasm, so `auto` passes it over and says so.
    expect(await workbench.studio.device()).toContain('WebAssembly');
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['boats.jpg', 'stylized']));

    await workbench.notifications.press(/^Saved/, 'Open');
    await workbench.page.getByRole('tab', { name: 'boats--woodcut.png' }).waitFor();
  });

  it('has the command in its menu only where it can be opened', async () => {
    const { workbench } = await vscode.open({
      files: { 'notes.txt': 'x', 'drawing.svg': '<svg/>', 'scan.tiff': 'II*' },
    });
    await workbench.explorer.chooseFromMenu('boats.jpg', 'Stylize with…');
    await workbench.quickInput.waitForTitle('Stylize boats.jpg with…');
    await workbench.quickInput.dismiss();
    for (const name of ['notes.txt', 'drawing.svg', 'scan.tiff']) {
      expect(await workbench.explorer.menuOf(name)).not.toContain('Stylize with…');
    }
  });

  it('is saved once more where it is asked for, and again under another name', async () => {
    const { workbench, folder } = await vscode.open();
    await stylize(workbench, 'boats.jpg', 'Mosaic');
    await workbench.studio.waitForPhase('finished');
    await workbench.notifications.waitFor('boats--mosaic.png');
    await workbench.studio.press('save');
    await workbench.quickInput.waitForTitle('Save the stylized image');
    await workbench.quickInput.answerWithPath(join(folder, 'stylized/copy.webp'));
    await workbench.studio.app.getByText('stylized/copy.webp').first().waitFor();
    await workbench.studio.press('again');
    await workbench.notifications.waitFor('boats--mosaic-2.png');
    expect((await readdir(join(folder, 'stylized'))).sort()).toEqual([
      'boats--mosaic-2.png',
      'boats--mosaic.png',
      'copy.webp',
    ]);
  });
});
