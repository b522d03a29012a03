import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { fillSampleWorkspace } from '../vscode/sampleWorkspace';
import { VsCodeSession } from '../vscode/session';
import type { StudioPage, StudioPhase } from '../vscode/studioPage';
import { until } from '../vscode/until';
import type { Workbench } from '../vscode/workbench';
import type { PlannedRun } from './soakPlan';
import { SmallDisk } from './smallDisk';

/** Time, ms, in which the studio must have come back from any fault. */
export const patienceMs = 300_000;

/** The notice that offers a run whose tab is no more. */
const offer = 'The run continues when you open it again.';

/** What the studio shows. */
export interface Sight {
  readonly phase: StudioPhase;
  readonly epoch: number;
}

/** The VS Code of a soak: its window, which may be another one after a fault, its workspace and its output folder. */
export class SoakWindow {
  private constructor(
    readonly session: VsCodeSession,
    readonly folder: string,
    /** Undefined where this machine mounts no disk. */
    readonly disk: SmallDisk | undefined,
    public workbench: Workbench,
  ) {}

  static async open(folder: string, vsix: string): Promise<SoakWindow> {
    await fillSampleWorkspace(folder);
    await mkdir(join(folder, '.vscode'));
    const disk = await SmallDisk.mount(join(folder, 'stylized'));
    const session = await VsCodeSession.start({
      vsix: [vsix],
      settings: { 'pastiche.model.network': 'pocket' },
      chromium: { webgpu: 'hardware' },
    });
    return new SoakWindow(session, folder, disk, await session.open(folder));
  }

  /** The page that shows the studio: a tab may have been moved into a window of its own. */
  get page(): Page {
    const pages = this.workbench.page.context().pages();
    const shows = (page: Page): boolean =>
      page.frames().some(frame => frame.parentFrame()?.url().includes('extensionId=pastiche.pastiche'));
    return pages.find(shows) ?? this.workbench.page;
  }

  get studio(): StudioPage {
    const { page, workbench } = this;
    return page === workbench.page ? workbench.studio : workbench.studioIn(page);
  }

  /** Undefined where no studio is there, or its page does not answer. */
  async look(): Promise<Sight | undefined> {
    const sight = async (): Promise<Sight> => ({
      phase: await this.studio.phase(),
      epoch: await this.studio.epoch(),
    });
    const late = new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), 5000));
    return await Promise.race([sight().catch(() => undefined), late]);
  }

  /** Waits until the studio shows what is wanted. */
  async waitFor(what: string, isWanted: (sight: Sight) => boolean): Promise<Sight> {
    const ask = async (): Promise<Sight | undefined> => {
      const sight = await this.look();
      return sight && isWanted(sight) ? sight : undefined;
    };
    return await until(what, ask, { limitMs: patienceMs });
  }

  /** Settings by which the next run is made. */
  async configure({ size, epochs }: Pick<PlannedRun, 'size' | 'epochs'>): Promise<void> {
    const settings = { 'pastiche.size': size, 'pastiche.epochs': epochs };
    await writeFile(join(this.folder, '.vscode', 'settings.json'), JSON.stringify(settings));
  }

  /** Starts a run as a person does; the studio that is open takes it, or a new one. */
  async begin({ photo, style }: PlannedRun): Promise<void> {
    await this.workbench.explorer.chooseFromMenu(photo, 'Stylize with…');
    await this.workbench.quickInput.pick(style);
  }

  /**
   * Looks at the studio, and sees to it that a run that was broken off goes on.
   * @param onResume called with the epoch from which it goes on
   */
  async tend(onResume: (epoch: number) => void): Promise<Sight | undefined> {
    const toast = this.workbench.notifications.toast(offer).first();
    if (await toast.isVisible().catch(() => false)) {
      await this.workbench.notifications.press(offer, 'Show Studio');
    }
    const sight = await this.look();
    if (sight?.phase !== 'interrupted' && sight?.phase !== 'failed') return sight;
    await this.studio.press('resume');
    onResume(sight.epoch);
    return await this.look();
  }

  /** Names of the pictures in the output folder. */
  async pictures(): Promise<readonly string[]> {
    const folder = join(this.folder, 'stylized');
    if (!existsSync(folder)) return [];
    return (await readdir(folder)).filter(name => name.endsWith('.png')).sort();
  }

  async stop(): Promise<void> {
    await this.session.stop();
    await this.disk?.unmount();
  }
}
