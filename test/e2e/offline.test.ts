import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { offline, readPicture, useVsCode } from './support';

const vscode = useVsCode({ bare: true, settings: offline });

describe('without the weights and without a network', () => {
  it('the person is asked, and the untrained network is labelled wherever its picture is', async () => {
    const { workbench, folder } = await vscode.open();
    await workbench.explorer.chooseFromMenu('boats.jpg', 'Stylize with…');
    await workbench.quickInput.pick('Woodcut');
    const { notifications } = workbench;
    const question = notifications.withButton('Use Untrained Network');
    await question.waitFor({ timeout: 600_000 });
    const text = await question.innerText();
    expect(text).toContain('Check the network');
    for (const button of ['Retry', 'Choose Folder…']) expect(text).toContain(button);
    await workbench.screenshot('no-network');
    await notifications.pressOn(question, 'Use Untrained Network');

    await workbench.studio.waitForPhase('finished');
    expect(await workbench.studio.app.locator('#untrained').innerText()).toContain('Untrained network');
    expect(await notifications.waitFor(/^Saved/)).toContain('untrained network');
    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'));
    expect(picture.record.model).toBe('untrained');
    expect(picture.difference).toBeGreaterThan(1);
  });
});
