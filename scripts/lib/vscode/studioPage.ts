import type { FrameLocator, Locator, Page } from 'playwright-core';
import { patienceMs, until } from './until';
import type { WindowScene } from './windowScene';

export type StudioPhase = 'idle' | 'preparing' | 'running' | 'paused' | 'interrupted' | 'finished' | 'failed';
export type StudioButton = 'start' | 'pause' | 'resume' | 'stop' | 'save' | 'again';

/** The studio's page, read and operated as a person does. */
export class StudioPage {
  /** Frame of the page: a webview is a frame in a frame. */
  readonly frame: FrameLocator;
  readonly app: Locator;

  constructor(
    page: Page,
    private readonly scene: WindowScene,
  ) {
    this.frame = page
      .frameLocator('iframe.webview.ready[src*="extensionId=pastiche.pastiche"]')
      .frameLocator('iframe#active-frame');
    this.app = this.frame.locator('pastiche-app');
  }

  /** Waits until the page has started, since clicks before its script runs are lost. */
  async waitUntilReady(): Promise<void> {
    const ready = this.frame.locator('body[data-ready="true"] pastiche-app[data-phase]');
    await this.scene.until('the studio to answer', ready, 'attached');
  }

  /** Waits for one of these phases; throws the studio's message where the run fails instead. */
  async waitForPhase(...phases: readonly StudioPhase[]): Promise<StudioPhase> {
    await this.waitUntilReady();
    return await until(
      `the phase ${phases.join(' or ')}`,
      async () => {
        const phase = await this.phase();
        if (phases.includes(phase)) return phase;
        if (phase === 'failed') throw new Error(`The run failed: ${await this.failure().innerText()}`);
        return undefined;
      },
      { scene: this.scene },
    );
  }

  /** Waits until this many epochs are done. */
  async waitForEpoch(epoch: number): Promise<void> {
    await until(
      `epoch ${epoch}`,
      async () => {
        if ((await this.phase()) === 'failed')
          throw new Error(`The run failed: ${await this.failure().innerText()}`);
        return (await this.epoch()) >= epoch;
      },
      { scene: this.scene },
    );
  }

  async phase(): Promise<StudioPhase> {
    return (await this.app.getAttribute('data-phase', { timeout: patienceMs })) as StudioPhase;
  }

  async epoch(): Promise<number> {
    return Number(await this.app.getAttribute('data-epoch', { timeout: patienceMs }));
  }

  button(kind: StudioButton): Locator {
    return this.app.locator(`pastiche-controls [data-testid="${kind}"]`);
  }

  /** Presses a button once it can be pressed. */
  async press(kind: StudioButton): Promise<void> {
    const button = this.app.locator(`pastiche-controls [data-testid="${kind}"][aria-disabled="false"]`);
    await this.scene.until(`the button "${kind}" to take a click`, button);
    await button.click({ timeout: patienceMs });
  }

  /** Locator of the message of a failed run. */
  failure(): Locator {
    return this.app.locator('#failure section');
  }

  /** Name of the network that paints: VGG-19 where the studio shows none. */
  async network(): Promise<string> {
    const [told] = await this.app.locator('#pocket').allInnerTexts();
    return told?.trim() ?? 'VGG-19';
  }

  /** Name of the device in use. */
  async device(): Promise<string> {
    return (await this.app.locator('#device-name').innerText({ timeout: patienceMs })).trim();
  }
}
