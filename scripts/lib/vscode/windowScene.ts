import type { Locator, Page } from 'playwright-core';
import type { VsCodeServer } from './server';
import { until, type Scene } from './until';

/** Script that returns a page's text, that of shadow trees included, without styles and scripts. */
const deepText = `(() => {
  const textOf = node => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent;
    if (!(node instanceof Element) || /^(style|script)$/i.test(node.tagName)) return '';
    return [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(textOf).join(' ');
  };
  return textOf(document.body).replace(/\\s+/g, ' ').trim();
})()`;

/** Times in the studio's text, which change even while a run hangs, and so are removed. */
const clocks = /\b\d+([.,]\d+)? ?(ms|s|min|h)\b/g;

/** Selectors of the parts of the workbench that are watched, by their names in an error. */
const parts = {
  notifications: '.notification-toast .notification-list-item-message',
  'quick input': '.quick-input-widget:visible .quick-input-title',
  'its entries': '.quick-input-widget:visible .label-name',
  menu: '.monaco-menu .action-label',
  dialog: '.monaco-dialog-box .dialog-message-container',
  tabs: '.tabs-container .tab .label-name',
} as const;

/** The scene of a VS Code window: what it shows, and Pastiche's log. */
export class WindowScene implements Scene {
  quietMs = 60_000;

  constructor(
    private readonly page: Page,
    private readonly server: VsCodeServer,
  ) {}

  /** Learns from how long the window took to open what to expect of this machine: on an idle one, that takes four seconds. */
  openedIn(openedMs: number): void {
    this.quietMs = Math.min(120_000, Math.max(60_000, 3 * openedMs));
  }

  async look(): Promise<string> {
    const [shown, panel] = await Promise.all([this.parts(), this.panel()]);
    return [...shown, panel].join('\n').replace(clocks, '');
  }

  async describe(): Promise<string> {
    const [shown, panel, log] = await Promise.all([
      this.parts(),
      this.panel(),
      this.server.readPasticheLog(),
    ]);
    const lines = [
      ...shown,
      `panel: ${panel.slice(0, 600) || 'none'}`,
      'log:',
      ...log.slice(-8).map(line => `  ${line}`),
    ];
    return ['The window shows:', ...lines.map(line => `  ${line}`)].join('\n');
  }

  /** Waits until a part of the page is in a state. */
  async until(
    what: string,
    part: Locator,
    state: 'visible' | 'attached' | 'hidden' = 'visible',
  ): Promise<void> {
    const ask = {
      visible: () => part.first().isVisible(),
      attached: async () => (await part.count()) > 0,
      hidden: async () => !(await part.first().isVisible()),
    }[state];
    await until(what, ask, { scene: this });
  }

  private async parts(): Promise<readonly string[]> {
    const shown = await Promise.all(
      Object.entries(parts).map(async ([name, selector]) => {
        const texts = await this.page
          .locator(selector)
          .allInnerTexts()
          .catch(() => []);
        return texts.length > 0 ? [`${name}: ${texts.slice(0, 12).join(' | ')}`] : [];
      }),
    );
    return shown.flat();
  }

  /** Text of Pastiche's panel, be it the studio or **Check GPU**: a webview is a frame in a frame. */
  private async panel(): Promise<string> {
    const inside = this.page
      .frames()
      .filter(frame => frame.parentFrame()?.url().includes('extensionId=pastiche.pastiche'));
    const texts = await Promise.all(
      inside.map(frame => {
        const text = frame.evaluate<string>(deepText).catch(() => '');
        // A frame that is being replaced never answers.
        return Promise.race([text, new Promise<string>(resolve => setTimeout(resolve, 5000, ''))]);
      }),
    );
    return texts.filter(Boolean).join(' ');
  }
}
