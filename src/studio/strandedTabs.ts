import * as vscode from 'vscode';

/** Time, ms, in which VS Code restores the tabs that are seen, once the extension is active. */
const restoringMs = 5000;

interface TabKeeper {
  /** The panels that this extension host has made or restored. */
  panels(): readonly vscode.WebviewPanel[];
  /** Called with a tab that no panel of them belongs to, one after the other. */
  take(tab: vscode.Tab): Promise<void>;
  /** Called once, when VS Code has restored what it restores, with the number of tabs of the type. */
  settled(tabs: number): Promise<void>;
  failed(thrown: unknown): void;
}

/**
 * Finds the tabs of an extension host that has died: VS Code starts another one and leaves them as they are, with pages that
 * get no answer any more. A tab that is not seen is looked at when it is, since VS Code restores it then.
 */
export class StrandedTabs implements vscode.Disposable {
  private readonly subscriptions: readonly vscode.Disposable[];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isSettled = false;

  /** @param viewType as the extension names it; VS Code puts a prefix before it in a tab */
  constructor(
    private readonly viewType: string,
    private readonly keeper: TabKeeper,
    private readonly waitMs = restoringMs,
  ) {
    const { tabGroups } = vscode.window;
    this.subscriptions = [
      tabGroups.onDidChangeTabs(() => this.lookSoon()),
      tabGroups.onDidChangeTabGroups(() => this.lookSoon()),
    ];
    this.lookSoon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private lookSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look().catch((thrown: unknown) => this.keeper.failed(thrown));
    }, this.waitMs);
  }

  private async look(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(tab => this.isOurs(tab));
    for (const tab of tabs) {
      const panels = this.keeper.panels();
      const owner = panels.find(({ viewColumn }) => viewColumn === tab.group.viewColumn);
      // The count, too, since the column of a panel that is being moved may lag behind its tab's.
      if (tab.isActive && !owner && panels.length < tabs.length) await this.keeper.take(tab);
    }
    if (this.isSettled) return;
    this.isSettled = true;
    await this.keeper.settled(tabs.length);
  }

  private isOurs({ input }: vscode.Tab): boolean {
    return input instanceof vscode.TabInputWebview && input.viewType.endsWith(`-${this.viewType}`);
  }
}
