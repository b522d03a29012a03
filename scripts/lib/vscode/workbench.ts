import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { screenshotFolder } from '../process/paths';
import { Explorer } from './explorer';
import { Notifications } from './notifications';
import { QuickInput } from './quickInput';
import type { VsCodeServer } from './server';
import { StudioPage } from './studioPage';
import { patienceMs } from './until';
import { WindowScene } from './windowScene';

/** Themes: the name of each in VS Code, and the class of a workbench that has it. */
const themes = {
  dark: { name: 'Dark Modern', className: 'vs-dark' },
  light: { name: 'Light Modern', className: 'vs' },
  'high-contrast': { name: 'Dark High Contrast', className: 'hc-black' },
} as const;

export type Theme = keyof typeof themes;
export const themeNames = Object.keys(themes) as readonly Theme[];

/** Milliseconds that a workbench may take to load, during which nothing is shown. */
const openMs = 2 * patienceMs;

/** Script that waits until nothing fades or slides in any more, such as a notification; endless animations are ignored. */
const fadesEnd = `Promise.race([
  new Promise(resolve => setTimeout(resolve, 2000)),
  Promise.allSettled(
    document
      .getAnimations()
      .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime))
      .map(({ finished }) => finished),
  ),
]).then(() => null)`;

/** A window of VS Code, operated as by a person. */
export class Workbench {
  readonly explorer: Explorer;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly studio: StudioPage;
  /** The window's visible state, for waits. */
  readonly scene: WindowScene;
  /** Addresses of all requests that the window has made. */
  readonly requests: string[] = [];

  constructor(
    readonly page: Page,
    private readonly server: VsCodeServer,
  ) {
    this.scene = new WindowScene(page, server);
    this.explorer = new Explorer(page, this.scene);
    this.quickInput = new QuickInput(page, this.scene);
    this.notifications = new Notifications(page, this.scene);
    this.studio = new StudioPage(page, this.scene);
    page.context().on('request', request => this.requests.push(request.url()));
  }

  async open(folder: string): Promise<void> {
    await this.notifications.begin();
    const begun = performance.now();
    await this.page.goto(this.server.url(folder), { timeout: openMs });
    await this.waitUntilReady();
    this.scene.openedIn(performance.now() - begun);
  }

  /** Reloads the window, as **Developer: Reload Window** does. */
  async reload(): Promise<void> {
    await this.page.reload({ timeout: openMs });
    await this.waitUntilReady();
  }

  /** The studio in another window that this one has opened, as **Move Editor into New Window** does. */
  studioIn(page: Page): StudioPage {
    return new StudioPage(page, new WindowScene(page, this.server));
  }

  /** Kills the process that shows the page; `VsCodeSession.reopen` shows it again. */
  async crash(): Promise<void> {
    const crashed = this.page.waitForEvent('crash');
    const session = await this.page.context().newCDPSession(this.page);
    session.send('Page.crash').catch(() => undefined); // The dead do not answer.
    await crashed;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.notifications.forget();
  }

  /** Runs a command of the palette by its whole label. */
  async runCommand(label: string): Promise<void> {
    await this.quickInput.runCommand(label);
  }

  async setTheme(theme: Theme): Promise<void> {
    const { name, className } = themes[theme];
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.pick(name);
    await this.page.locator(`.monaco-workbench.${className}`).waitFor({ timeout: patienceMs });
  }

  /** Takes a screenshot. @returns its path, `out/screenshots/NAME.png` */
  async screenshot(name: string, folder: string = screenshotFolder): Promise<string> {
    await mkdir(folder, { recursive: true });
    const path = join(folder, `${name}.png`);
    await this.page.mouse.move(0, 0); // An element under the pointer would look different.
    await this.page.evaluate(fadesEnd);
    await this.page.screenshot({ path });
    return path;
  }

  /** Waits for the file explorer and for the theme of the settings: the first paint is light whatever they say. */
  private async waitUntilReady(): Promise<void> {
    await this.page.locator('.explorer-folders-view').first().waitFor({ timeout: openMs });
  }
}
