import type { Locator, Page } from 'playwright-core';
import { patienceMs, until } from './until';
import type { WindowScene } from './windowScene';

/** Milliseconds after which a command that is not offered is asked for again. */
const commandMs = 3000;

/** The quick input at the top: picker, input box and command palette. */
export class QuickInput {
  readonly box: Locator;
  private readonly input: Locator;

  constructor(
    private readonly page: Page,
    private readonly scene: WindowScene,
  ) {
    this.box = page.locator('.quick-input-widget');
    this.input = this.box.locator('input').first();
  }

  /** Waits for a quick input with this title. */
  async waitForTitle(title: string | RegExp): Promise<void> {
    const shown = this.box.locator('.quick-input-title').filter({ hasText: title });
    await this.scene.until(`the box "${String(title)}"`, shown);
  }

  /** Picks the entry with this label, after typing it, since a long list renders only a part of its entries. */
  async pick(label: string): Promise<void> {
    await this.type(label);
    await this.scene.until(`the entry "${label}"`, this.entry(label));
    await this.entry(label).first().click({ timeout: patienceMs });
  }

  async type(text: string): Promise<void> {
    await this.input.fill(text, { timeout: patienceMs });
  }

  /** Closes the quick input without an answer, and waits until it is gone. */
  async dismiss(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.box.waitFor({ state: 'hidden', timeout: patienceMs });
  }

  /** Answers a file dialog with a path, and waits until the dialog is gone. */
  async answerWithPath(path: string): Promise<void> {
    const suggested = async (): Promise<boolean> => (await this.input.inputValue()) !== '';
    await until('the name that the dialog suggests', suggested, { scene: this.scene });
    const fill = async (): Promise<boolean> => {
      await this.input.fill(path);
      // The dialog puts its own suggestion back as long as it reads the folder.
      return await this.keeps(path);
    };
    await until(`the file dialog to take ${path}`, fill, { scene: this.scene, limitMs: patienceMs });
    await this.page.keyboard.press('Enter');
    await this.box.waitFor({ state: 'hidden', timeout: patienceMs });
  }

  private async keeps(value: string): Promise<boolean> {
    for (let look = 0; look < 10; look++) {
      await this.page.waitForTimeout(100);
      if ((await this.input.inputValue()) !== value) return false;
    }
    return true;
  }

  /** Locator of the entry with exactly this label. */
  entry(label: string): Locator {
    const name = this.page.locator('.label-name', { hasText: new RegExp(`^${escaped(label)}$`) });
    return this.box.locator('.monaco-list-row').filter({ has: name });
  }

  /** Runs a command of the palette by its whole label, such as "Pastiche: Stylize…". */
  async runCommand(label: string): Promise<void> {
    const run = async (): Promise<boolean> => {
      await this.page.keyboard.press('F1');
      try {
        await this.input.fill(`>${label}`, { timeout: commandMs });
        await this.entry(label).first().click({ timeout: commandMs });
        return true;
      } catch {
        // The key was lost, or the command is not there yet: an extension's commands come with its host.
        await this.page.keyboard.press('Escape');
        return false;
      }
    };
    await until(`the command "${label}"`, run, { scene: this.scene, limitMs: 2 * patienceMs });
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
