import { killProcesses } from '../vscode/faults';
import { until } from '../vscode/until';
import type { Fault } from './soakPlan';
import type { SoakWindow } from './soakWindow';

/** `skipped` where this machine cannot have the fault. */
export type Outcome = 'caused' | 'skipped';

/** Brings a fault about, and waits as long as it takes to show. */
export async function causeFault(fault: Fault, window: SoakWindow): Promise<Outcome> {
  return (await causes[fault](window)) ?? 'caused';
}

const causes: Readonly<Record<Fault, (window: SoakWindow) => Promise<Outcome | undefined>>> = {
  paused: async window => {
    if ((await window.look())?.phase !== 'running') return undefined;
    await window.studio.press('pause').catch(() => undefined); // The run may be over by now.
    const { phase } = await window.waitFor('the pause', sight => sight.phase !== 'running');
    if (phase === 'paused') await window.studio.press('resume');
    return undefined;
  },
  'recipe changed': async window => {
    await window.configure({ size: 56, epochs: 90 });
    return undefined;
  },
  'hidden and shown': async window => {
    const { explorer, page } = window.workbench;
    await explorer.row('boats.jpg').dblclick();
    await page.waitForTimeout(2000);
    await window.workbench.runCommand('View: Close Editor');
    return undefined;
  },
  'moved to another group': async window => {
    await window.workbench.runCommand('View: Move Editor into Next Group');
    return undefined;
  },
  'window reloaded': async window => {
    await window.workbench.reload();
    return undefined;
  },
  'moved into a new window': async window => {
    const { page } = window.workbench;
    const opened = page.waitForEvent('popup', { timeout: 60_000 });
    await window.workbench.runCommand('View: Move Editor into New Window');
    await opened;
    return undefined;
  },
  'worker dead': async window => {
    for (const worker of window.page.workers()) {
      // The workers of VS Code itself are left alone.
      if (!worker.url().startsWith('blob:')) continue;
      const die = 'setTimeout(() => { throw new Error("killed by the soak"); })';
      await worker.evaluate(die).catch(() => undefined);
    }
    return undefined;
  },
  'page dead': async window => {
    await window.workbench.crash();
    window.workbench = await window.session.reopen(window.workbench, window.folder);
    return undefined;
  },
  'extension host dead': async window => {
    // The page that nobody answers is marked, so that it is not taken for the one that comes in its place.
    const { app } = window.studio;
    const before = await window.look();
    if (!before) return void killProcesses('extensionHost');
    await app.evaluate(element => element.setAttribute('data-old', ''));
    killProcesses('extensionHost');
    const restart = window.workbench.notifications.withButton('Restart Extension Host').first();
    const isReplaced = async (): Promise<boolean> => {
      // After three deaths in five minutes VS Code asks before it starts another.
      if (await restart.isVisible().catch(() => false)) await restart.getByRole('button').first().click();
      const old = await app.getAttribute('data-old', { timeout: 1000 }).catch(() => 'unclear');
      return old === null;
    };
    await until('a studio of the next extension host', isReplaced, { limitMs: 300_000 });
    return undefined;
  },
  'GPU process dead': () => {
    killProcesses('gpu-process');
    return Promise.resolve(undefined);
  },
  'server dead': async window => {
    await window.session.server.killAndRestart();
    await window.workbench.reload();
    return undefined;
  },
  'disk full': async window => {
    if (!window.disk) return 'skipped';
    await window.disk.fill();
    const { notifications } = window.workbench;
    const asks = notifications.withButton('Save As…').first();
    const ends = async (): Promise<boolean> => (await asks.isVisible()) || !(await isUnderWay(window));
    await until('a picture that cannot be saved', ends, { limitMs: 300_000 });
    await window.disk.free();
    if (!(await asks.isVisible())) return undefined;
    await asks.hover();
    await asks.locator('.codicon-notifications-clear').first().click();
    await window.waitFor('the end of the run', ({ phase }) => phase === 'finished');
    await window.studio.press('save');
    return undefined;
  },
};

async function isUnderWay(window: SoakWindow): Promise<boolean> {
  const phase = (await window.look())?.phase;
  return phase === 'running' || phase === 'preparing' || phase === 'paused';
}
