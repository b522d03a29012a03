import type { Browser, BrowserContext } from 'playwright-core';
import { launchChromium, type ChromiumOptions } from './chromium';
import { VsCodeServer, type ServerOptions } from './server';
import { patienceMs } from './until';
import { Workbench } from './workbench';

export interface SessionOptions extends ServerOptions {
  readonly chromium?: ChromiumOptions;
}

/** A server and a browser; each window is opened in a fresh browser profile. */
export class VsCodeSession {
  private constructor(
    readonly server: VsCodeServer,
    private readonly browser: Browser,
  ) {}

  static async start({ chromium, ...options }: SessionOptions = {}): Promise<VsCodeSession> {
    const server = await VsCodeServer.start(options);
    try {
      return new VsCodeSession(server, await launchChromium(chromium));
    } catch (thrown) {
      await server.stop();
      throw thrown;
    }
  }

  /**
   * Opens a window on a folder.
   * @param beside a window whose browser profile it shares, as all windows of a VS Code do
   */
  async open(folder: string, size = { width: 1280, height: 800 }, beside?: Workbench): Promise<Workbench> {
    const context: BrowserContext =
      beside?.page.context() ?? (await this.browser.newContext({ viewport: size }));
    // A busy machine is no failure: this only ends what hangs.
    context.setDefaultTimeout(2 * patienceMs);
    const workbench = new Workbench(await context.newPage(), this.server);
    await workbench.open(folder);
    return workbench;
  }

  /** Opens the window of a page that has crashed again, in the same profile of the browser. */
  async reopen(crashed: Workbench, folder: string): Promise<Workbench> {
    const context = crashed.page.context();
    const dead = context.pages();
    const workbench = new Workbench(await context.newPage(), this.server);
    await Promise.all(dead.map(page => page.close()));
    await workbench.open(folder);
    return workbench;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }
}
