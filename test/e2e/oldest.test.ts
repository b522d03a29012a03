import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vsCodePins } from '../../scripts/lib/vscode/install';
import { readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode({ vsCode: 'oldest' });

describe('the oldest VS Code in which the extension can be installed', () => {
  it('stylizes, keeps a run over a reload, goes on with it, and saves', async () => {
    const { workbench, folder } = await vscode.open({ settings: { 'pastiche.epochs': 10_000 } });
    const { studio } = workbench;
    expect(await vscode.session.server.readLog()).toContain(`code-server ${vsCodePins.oldest.codeServer}`);
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await studio.waitForEpoch(20);
    await workbench.reload();
    await studio.waitForPhase('interrupted');
    const from = await studio.epoch();
    await studio.press('resume');
    await studio.waitForPhase('running');
    await studio.waitForEpoch(from + 2);
    await studio.press('stop');
    await studio.waitForPhase('finished');
    expect(await workbench.notifications.waitFor(/^Saved/)).toContain('stylized/boats--woodcut.png');
    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'));
    expect(picture.record.epochs).toBeGreaterThanOrEqual(from + 2);
    expect(picture.difference).toBeGreaterThan(1);
    await workbench.notifications.press(/^Saved/, 'Open');
    await workbench.page.getByRole('tab', { name: 'boats--woodcut.png' }).waitFor();
  });
});
