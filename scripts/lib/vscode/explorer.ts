import type { Locator, Page } from 'playwright-core';
import { patienceMs, until, type WaitOptions } from './until';
import type { WindowScene } from './windowScene';

/** Milliseconds after which a menu that does not show an item is opened again. */
const menuMs = 2000;

/** The file explorer in the side bar. */
export class Explorer {
  /** Limit of waits that open menus again: that is itself a change, so they would never seem to hang. */
  private readonly trying: WaitOptions;

  constructor(
    private readonly page: Page,
    scene: WindowScene,
  ) {
    this.trying = { scene, limitMs: 2 * patienceMs };
  }

  /** The row of a file or folder, by its name. */
  row(name: string): Locator {
    return this.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Selects files that are not selected yet, by Ctrl and a click, which opens none of them. */
  async select(names: readonly string[]): Promise<void> {
    const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';
    for (const name of names) {
      await this.row(name).click({ modifiers: [modifier], timeout: patienceMs });
      await this.page
        .locator('.explorer-folders-view .monaco-list-row[aria-selected="true"]')
        .filter({ has: this.page.getByText(name, { exact: true }) })
        .waitFor({ timeout: patienceMs });
    }
  }

  /**
   * Right-clicks a file and chooses an item of its menu. Commands of extensions appear only once their host has started, so
   * the menu is opened again until the item is there.
   */
  async chooseFromMenu(name: string, item: string): Promise<void> {
    const entry = this.menuItem(item);
    await until(
      `"${item}" in the menu of ${name}`,
      async () => {
        await this.openMenu(name);
        if (await appears(entry)) return true;
        await this.closeMenu();
        return false;
      },
      this.trying,
    );
    // A menu ignores clicks in its first moments, so that the release of the right button chooses nothing; hence several
    // tries.
    await until(
      `the menu to take "${item}"`,
      async () => {
        await entry.click({ timeout: menuMs }).catch(() => undefined);
        return await disappears(entry);
      },
      this.trying,
    );
  }

  /** Labels of the items of a file's menu, which is closed again. */
  async menuOf(name: string): Promise<readonly string[]> {
    const labels = await until(
      `the items in the menu of ${name}`,
      async () => {
        await this.openMenu(name);
        const shown = await this.page.getByRole('menuitem').allInnerTexts();
        await this.closeMenu();
        return shown.length > 0 && shown;
      },
      this.trying,
    );
    return labels.map(label => label.split('\n')[0]!.trim());
  }

  /** Opens a file's menu, several times if need be, since anything that takes the focus closes it. */
  private async openMenu(name: string): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    await until(
      `the menu of ${name}`,
      async () => {
        await this.row(name).click({ button: 'right', timeout: patienceMs });
        return await appears(menu);
      },
      this.trying,
    );
  }

  private async closeMenu(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.page.locator('.monaco-menu').waitFor({ state: 'hidden', timeout: patienceMs });
  }

  private menuItem(name: string): Locator {
    return this.page.getByRole('menuitem', { name, exact: true });
  }
}

function appears(locator: Locator): Promise<boolean> {
  return reaches(locator, 'visible');
}

function disappears(locator: Locator): Promise<boolean> {
  return reaches(locator, 'hidden');
}

async function reaches(locator: Locator, state: 'visible' | 'hidden'): Promise<boolean> {
  try {
    await locator.waitFor({ state, timeout: menuMs });
    return true;
  } catch {
    return false;
  }
}
