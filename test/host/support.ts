import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { encodedImage } from '../fixtures/images';

/** Support for the host tests, which run in one window, on one workspace, with the extension under development. */

export const extension = vscode.extensions.getExtension('pastiche.pastiche')!;

/** The log channel of all tests, which share it because VS Code closes channels of the same name together. */
export const log = vscode.window.createOutputChannel('Pastiche tests', { log: true });

export const workspace = vscode.workspace.workspaceFolders![0]!.uri.fsPath;

/** A folder in the workspace for one test, removed with everything in it. */
export class TestFolder {
  private constructor(readonly path: string) {}

  static async make(): Promise<TestFolder> {
    return new TestFolder(await mkdtemp(join(workspace, 'test-')));
  }

  uri(name: string): vscode.Uri {
    return vscode.Uri.file(join(this.path, name));
  }

  /** Writes a file, by default an image of 8 × 6 pixels, and the folders that it needs. */
  async add(name: string, bytes?: Uint8Array | string): Promise<vscode.Uri> {
    const uri = this.uri(name);
    await mkdir(join(uri.fsPath, '..'), { recursive: true });
    await writeFile(uri.fsPath, bytes ?? (await encodedImage('png', 8, 6)));
    return uri;
  }

  /** Names in a folder below this one, sorted. */
  async names(folder = ''): Promise<string[]> {
    return (await readdir(join(this.path, folder))).sort();
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** Changes settings of the window while `work` runs; keys and values are as in `settings.json`. */
export async function withSettings<T>(
  values: Readonly<Record<string, unknown>>,
  work: () => Promise<T>,
): Promise<T> {
  const set = async (key: string, value: unknown): Promise<void> => {
    const { Global, Workspace } = vscode.ConfigurationTarget;
    const target = key.startsWith('pastiche.model.') ? Global : Workspace;
    await vscode.workspace.getConfiguration().update(key, value, target);
  };
  for (const [key, value] of Object.entries(values)) await set(key, value);
  try {
    return await work();
  } finally {
    for (const key of Object.keys(values)) await set(key, undefined);
  }
}

type Asked = 'showErrorMessage' | 'showWarningMessage' | 'showInformationMessage';

/** A notification that was shown: its text and its buttons. */
export interface Shown {
  readonly kind: Asked;
  readonly text: string;
  readonly actions: readonly string[];
}

/**
 * Answers VS Code's notifications and dialogs in place of a person; nothing else of VS Code is replaced.
 */
export class Person {
  readonly shown: Shown[] = [];
  private readonly restored: (() => void)[] = [];

  /** @param answers labels of the buttons to press, one for each notification in turn; further ones are closed */
  constructor(private readonly answers: string[] = []) {
    for (const kind of ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const) {
      this.replace(kind, (text: string, ...actions: string[]) => {
        this.shown.push({ kind, text, actions });
        return Promise.resolve(this.answers.shift());
      });
    }
  }

  /** Sets the answer to a file dialog; undefined dismisses it. */
  choose(dialog: 'showSaveDialog' | 'showOpenDialog', uri: vscode.Uri | undefined): void {
    const answer = dialog === 'showOpenDialog' ? uri && [uri] : uri;
    this.replace(dialog, () => Promise.resolve(answer));
  }

  /** The one notification that was shown. */
  get only(): Shown {
    assert.equal(this.shown.length, 1, `one notification, not ${JSON.stringify(this.shown)}`);
    return this.shown[0]!;
  }

  leave(): void {
    for (const restore of this.restored.reverse()) restore();
  }

  private replace(name: keyof typeof vscode.window, answer: (...args: never[]) => unknown): void {
    const window = vscode.window as unknown as Record<string, unknown>;
    const original = window[name];
    window[name] = answer;
    this.restored.push(() => (window[name] = original));
  }
}

/** Waits until `look` finds something; fails with `what` when it never does. */
export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 50) {
    const found = look();
    if (found) return found;
    await delay(50);
  }
  assert.fail(`${what}: it never came`);
}

export function studioTabs(): readonly vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  return tabs.filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('pastiche.studio'),
  );
}
