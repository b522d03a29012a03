import { describe, expect, it } from 'vitest';
import { until } from '../../scripts/lib/vscode/until';
import type { Workbench } from '../../scripts/lib/vscode/workbench';
import { quickOnWebGpu, stylize, useVsCode } from './support';

const vscode = useVsCode();
const endless = { 'pastiche.device': 'webgpu', ...quickOnWebGpu, 'pastiche.epochs': 10_000 };

/** Waits until a window says, in the headline and to screen readers, for which picture it waits. */
async function waits({ studio, scene }: Workbench, picture: string): Promise<void> {
  const text = `Waiting for ${picture} in another window…`;
  await until(text, async () => (await studio.app.locator('#phase').innerText()) === text, { scene });
  expect(await studio.app.locator('[role="status"].for-screen-readers').innerText()).toBe(text);
}

describe('two windows', () => {
  it('take turns on the GPU, whether one is paused, given up, or closed', async () => {
    const { workbench: first } = await vscode.open({ settings: endless });
    await stylize(first, 'boats.jpg', 'Woodcut');
    await first.studio.waitForEpoch(1);

    const { workbench: second } = await vscode.open({ photos: ['leaves.jpg'], settings: endless }, first);
    await stylize(second, 'leaves.jpg', 'Mosaic');
    await waits(second, 'boats.jpg');
    await second.screenshot('waiting');
    await second.studio.press('stop');
    await second.studio.waitForPhase('idle');
    await second.studio.press('start');
    await waits(second, 'boats.jpg');

    await first.studio.press('pause');
    await second.studio.waitForEpoch(1);
    expect(await first.studio.phase()).toBe('paused');
    const paused = await first.studio.epoch();
    await first.studio.press('resume');
    await waits(first, 'leaves.jpg');

    await second.page.close();
    await first.studio.waitForEpoch(paused + 2);
  });
});
