import type { Locator, Page } from 'playwright-core';
import { patienceMs, until } from './until';
import type { WindowScene } from './windowScene';

/** Script that notes the texts of notifications: VS Code hides one after some seconds, which a busy machine may not look in. */
const note = `(() => {
  const message = '.notification-toast .notification-list-item-message';
  const told = new Map();
  const forgotten = new WeakSet();
  new MutationObserver(() => {
    for (const element of document.querySelectorAll(message)) {
      if (!forgotten.has(element)) told.set(element, element.innerText);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
  window.notificationsOfTest = {
    texts: () => [...told.values()],
    forget: () => {
      for (const element of document.querySelectorAll(message)) forgotten.add(element);
      told.clear();
    },
  };
})()`;

/** The notifications at the lower right. */
export class Notifications {
  constructor(
    private readonly page: Page,
    private readonly scene: WindowScene,
  ) {}

  /** Notes all notifications from the next load of the page on. */
  async begin(): Promise<void> {
    await this.page.addInitScript(note);
  }

  /** Forgets those that are noted, as a person who clears them all. */
  async forget(): Promise<void> {
    await this.page.evaluate('notificationsOfTest.forget()');
  }

  /** The notification whose text contains or matches this. */
  toast(text: string | RegExp): Locator {
    const message = this.page.locator('.notification-list-item-message', { hasText: text });
    return this.page.locator('.notification-toast').filter({ has: message });
  }

  /** Waits for a notification, unless it has come already; resolves with its text. */
  async waitFor(text: string | RegExp): Promise<string> {
    const isMeant = (told: string): boolean =>
      typeof text === 'string' ? told.includes(text) : text.test(told);
    const ask = async (): Promise<string | undefined> => {
      // A page that is being loaded answers nothing.
      const told = await this.page.evaluate<string[]>('notificationsOfTest.texts()').catch(() => []);
      return told.map(one => one.trim()).find(isMeant);
    };
    return await until(`the notification ${String(text)}`, ask, { scene: this.scene });
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
