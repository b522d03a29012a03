import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, stylize, useVsCode } from './support';

// The extension runs as in VS Code for the Web, in a worker of the browser, where there is no Node.
const vscode = useVsCode({
  settings: { 'remote.extensionKind': { 'pastiche.pastiche': ['web'] }, 'extensions.webWorker': true },
});

describe('a web extension host', () => {
  it('does the main job', async () => {
    const { workbench, folder } = await vscode.open();
    await stylize(workbench, 'boats.jpg', 'Prisms');
    await workbench.studio.waitForPhase('finished');
    await workbench.notifications.waitFor('stylized/boats--prisms.png');
    const picture = await readPicture(join(folder, 'stylized/boats--prisms.png'), join(folder, 'boats.jpg'));
    expect(picture.difference).toBeGreaterThan(2);
  });

  it('is where the extension runs', async () => {
    const { workbench } = await vscode.open();
    const loaded = workbench.page
      .context()
      .waitForEvent('response', response => /dist%2Fweb%2Fextension\.cjs/.test(response.url()));
    await workbench.runCommand('Pastiche: Show Log');
    expect((await loaded).status()).toBe(200);
  });
});
