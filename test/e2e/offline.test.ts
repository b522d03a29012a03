import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, stylize, useVsCode } from './support';

describe('without the weights of VGG-19 and without a network', () => {
  const vscode = useVsCode();

  it('nobody is asked anything, and the pocket network paints, as is said beside the picture and in it', async () => {
    const { workbench, folder } = await vscode.open();
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    const { notifications, studio } = workbench;
    await studio.waitForPhase('finished');
    expect(await notifications.waitFor(/^Saved/)).toBe(
      'Saved stylized/boats--woodcut.png, painted on the pocket network.',
    );
    expect(await notifications.texts()).toHaveLength(1);
    expect(await studio.network()).toBe('Pocket network, no VGG-19');
    expect(await studio.app.locator('#pocket').getAttribute('title')).toMatch(
      /Cannot download group1-shard.*The next run tries again\./,
    );
    await workbench.screenshot('no-network');
    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'));
    expect(picture.record.model).toBe('pocket');
    expect(picture.difference).toBeGreaterThan(1);
  });
});

describe('a person who asks for VGG-19 by name, where it cannot be had', () => {
  const vscode = useVsCode({ settings: { 'pastiche.model.network': 'vgg19' } });

  it('is told what to do', async () => {
    const { workbench } = await vscode.open();
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    const { notifications, studio } = workbench;
    const question = notifications.withButton('Use Pocket Network');
    await workbench.scene.until('the question', question);
    const text = await question.innerText();
    expect(text).toContain('Check the network');
    for (const button of ['Retry', 'Choose Folder…']) expect(text).toContain(button);
    await notifications.pressOn(question, 'Use Pocket Network');
    await studio.waitForPhase('finished');
    expect(await studio.network()).toBe('Pocket network');
  });
});
