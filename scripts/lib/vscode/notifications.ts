import type { Locator, Page } from 'playwright-core';
import { patienceMs } from './until';
import type { WindowScene } from './windowScene';

/** The notifications at the lower right. */
export class Notifications {
  constructor(
    private readonly page: Page,
    private readonly scene: WindowScene,
  ) {}

  /** The notification whose text contains or matches this. */
  toast(text: string | RegExp): Locator {
    const message = this.page.locator('.notification-list-item-message', { hasText: text });
    return this.page.locator('.notification-toast').filter({ has: message });
  }

  /** Waits for a notification; resolves with its text. */
  async waitFor(text: string | RegExp): Promise<string> {
    const toast = this.toast(text).first();
    await this.scene.until(`the notification ${String(text)}`, toast);
    return (await toast.locator('.notification-list-item-message').innerText()).trim();
  }

  /** The notification that has this button. */
  withButton(button: string): Locator {
    const named = this.page.getByRole('button', { name: button, exact: true });
    return this.page.locator('.notification-toast').filter({ has: named });
  }

  /** Presses a button of the notification with this text. */
  async press(text: string | RegExp, button: string): Promise<void> {
    await this.pressOn(this.toast(text).first(), button);
  }

  async pressOn(toast: Locator, button: string): Promise<void> {
    await this.scene.until(`a notification with "${button}"`, toast);
    // Some notifications close by themselves unless the pointer is over them.
    await toast.hover({ timeout: patienceMs });
    await toast.getByRole('button', { name: button, exact: true }).click({ timeout: patienceMs });
  }

  /** Labels of a notification's buttons. */
  async buttons(text: string | RegExp): Promise<readonly string[]> {
    return await this.toast(text)
      .first()
      .locator('.notification-list-item-buttons-container .monaco-button')
      .allInnerTexts();
  }

  /** Texts of all notifications that are shown. */
  async texts(): Promise<readonly string[]> {
    return await this.page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
  }
}
