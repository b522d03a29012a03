import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode();

describe.each(['WebGPU', 'WebGL'])('%s', name => {
  it('computes the picture where it is asked for, be it in software', async () => {
    const { workbench, folder } = await vscode.open({
      settings: { 'pastiche.device': name.toLowerCase(), 'pastiche.size': 32, 'pastiche.epochs': 3 },
    });
    // Nothing on the page changes while the browser compiles shaders for a GPU that the processor emulates.
    workbench.scene.quietMs = 240_000;
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForPhase('finished');
    expect(await workbench.studio.device()).toContain(name);
    await workbench.notifications.waitFor('boats--woodcut.png');
    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'));
    expect(picture.record).toMatchObject({ device: expect.stringContaining(name), epochs: 3 });
    expect(picture).toMatchObject({ width: 32, height: 26 });
    expect(picture.difference).toBeGreaterThan(2);
  });
});
