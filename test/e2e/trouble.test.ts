import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samplePath } from '../../scripts/lib/vscode/sampleWorkspace';
import { until } from '../../scripts/lib/vscode/until';
import type { Workbench } from '../../scripts/lib/vscode/workbench';
import { badImages, type BadImage } from '../fixtures/badImages';
import { readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode();

/** True for images with a good header, whose damage only decoding finds. */
const isDamaged = ({ name }: BadImage): boolean => /^(cut|flipped)\./.test(name);

describe('what cannot be opened', async () => {
  const bad = await badImages();
  const files = Object.fromEntries(bad.map(({ name, bytes }) => [name, bytes]));

  it('is named, with what to do, and no studio opens', async () => {
    const { workbench } = await vscode.open({ files });
    for (const { name, message } of bad.filter(image => !isDamaged(image))) {
      await workbench.explorer.chooseFromMenu(name, 'Stylize with…');
      expect(await workbench.notifications.waitFor(message)).toMatch(/ (Choose|Convert|Make|Images) /);
      await workbench.clearNotifications();
    }
    expect(await workbench.page.getByRole('tab', { name: /Pastiche/ }).count()).toBe(0);
  });

  it('is told of in the studio where only decoding finds it', async () => {
    const damaged = bad.filter(isDamaged);
    const { workbench, folder } = await vscode.open({ files });
    await workbench.explorer.select(damaged.map(({ name }) => name));
    await stylize(workbench, damaged[0]!.name, 'Woodcut');
    const failed = workbench.studio.app.locator('pastiche-queue li[data-status="failed"]');
    for (const { name, message } of damaged) {
      const told = failed.filter({ hasText: name }).filter({ hasText: message });
      await workbench.scene.until(`the error of ${name}`, told);
    }
    expect(await workbench.studio.failure().innerText()).toMatch(damaged.at(-1)!.message);
    expect(await readdir(folder)).not.toContain('stylized');
    await workbench.screenshot('failure');
  });
});

describe('a name in the form of a link to a command', () => {
  it('is a text like any other in notifications, wherever it stands', async () => {
    const command = 'command:workbench.action.toggleSidebarVisibility';
    const broken = `[Update](${command}).png`;
    const folderName = `[More](${command})`;
    const { workbench, folder } = await vscode.open({
      files: { [broken]: 'no image' },
      settings: { 'pastiche.output.folder': folderName },
    });
    const { notifications, page } = workbench;
    const links = page.locator('.notification-toast .notification-list-item-message a');
    await workbench.explorer.chooseFromMenu(broken, 'Stylize with…');
    const told = await notifications.waitFor('is not an image that can be opened');
    expect(told.replaceAll('\u2060', '')).toContain(broken);
    expect(await links.count()).toBe(0);
    await workbench.clearNotifications();

    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForPhase('finished');
    const saved = await notifications.waitFor(/^Saved/);
    expect(saved.replaceAll('\u2060', '')).toContain(`${folderName}/boats--woodcut.png`);
    expect(await links.count()).toBe(0);
    expect(await readdir(join(folder, folderName))).toEqual(['boats--woodcut.png']);
  });
});

describe('a content image', () => {
  it('that is deleted while it is stylized loses nothing', async () => {
    const { workbench, folder } = await vscode.open({ settings: { 'pastiche.epochs': 10_000 } });
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForEpoch(1);
    await rm(join(folder, 'boats.jpg'));
    await workbench.studio.press('stop');
    await workbench.studio.waitForPhase('finished');
    await workbench.notifications.waitFor('boats--woodcut.png');
    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), samplePath('boats.jpg'));
    expect(picture.record.content).toBe('boats.jpg');
  });
});

describe('an output folder', () => {
  it('that is a file is named before anything is computed, and with another the run is made', async () => {
    const { workbench, folder } = await vscode.open({
      files: { art: 'A file, not a folder.' },
      settings: { 'pastiche.output.folder': 'art' },
    });
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.scene.until('the failure', workbench.studio.failure());
    expect(await workbench.studio.failure().innerText()).toMatch(
      /boats--woodcut\.png cannot be saved in art: there is a file.*Set pastiche\.output\.folder/s,
    );
    expect(await readFile(join(folder, 'art'), 'utf8')).toBe('A file, not a folder.');
    await rm(join(folder, 'art'));
    await workbench.studio.failure().getByRole('button', { name: 'Retry' }).click();
    await workbench.studio.waitForPhase('finished');
    expect(await readdir(join(folder, 'art'))).toEqual(['boats--woodcut.png']);
  });

  it('that becomes a file meanwhile is named, and the picture is saved elsewhere', async () => {
    const { workbench, folder } = await vscode.open({
      settings: { 'pastiche.output.folder': 'art', 'pastiche.epochs': 10_000 },
    });
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForEpoch(1);
    await writeFile(join(folder, 'art'), 'A file, not a folder.');
    await workbench.studio.press('stop');
    await saveElsewhere(workbench, folder, /art/);
    expect(await readFile(join(folder, 'art'), 'utf8')).toBe('A file, not a folder.');
  });

  it.skipIf(process.platform !== 'linux')(
    'that is read-only is named before anything is computed (needs Linux, where /sys is)',
    async () => {
      // Tests may run as root, who can write into any folder but the kernel's own.
      const { workbench } = await vscode.open({
        settings: { 'pastiche.output.folder': '/sys/pastiche' },
      });
      await stylize(workbench, 'boats.jpg', 'Woodcut');
      await workbench.scene.until('the failure', workbench.studio.failure());
      expect(await workbench.studio.failure().innerText()).toContain('cannot be saved in /sys/pastiche');
    },
  );
});

describe('settings', () => {
  it('out of bounds are named with their bounds', async () => {
    const { workbench } = await vscode.open({ settings: { 'pastiche.size': 5 } });
    await workbench.explorer.chooseFromMenu('boats.jpg', 'Stylize with…');
    const text = await workbench.notifications.waitFor('pastiche.size');
    expect(text).toMatch(/16 to 4096.*it is 5/);
    expect(await workbench.notifications.buttons('pastiche.size')).toContain('Open Settings');
  });
});

/** Saves the picture of a run that ends by the Save As… of the notification that names what is wrong. */
async function saveElsewhere(workbench: Workbench, folder: string, named: RegExp): Promise<void> {
  await workbench.notifications.waitFor(named);
  await workbench.notifications.press(named, 'Save As…');
  const rescued = join(folder, 'rescued.png');
  await workbench.quickInput.box.waitFor();
  await workbench.quickInput.answerWithPath(rescued);
  await until('the rescued picture', async () => (await readdir(folder)).includes('rescued.png'));
  const picture = await readPicture(rescued, join(folder, 'boats.jpg'));
  expect(picture.record.content).toBe('boats.jpg');
}
