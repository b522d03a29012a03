import * as vscode from 'vscode';
import { exists } from './imageFiles';

const key = 'recentStyles';
const most = 8;

/** The style images chosen last, in all workspaces. */
export class RecentStyles {
  /** The extension's folder. Its path changes with every update, so uris inside it are stored relative to it. */
  private readonly ours: string;

  constructor(
    private readonly memento: vscode.Memento,
    private readonly extensionUri: vscode.Uri,
  ) {
    this.ours = `${extensionUri.toString()}/`;
  }

  /** Recent styles whose files still exist, the latest first. */
  async list(): Promise<readonly vscode.Uri[]> {
    const uris = this.kept().flatMap(text => this.uriOf(text) ?? []);
    const there = await Promise.all(uris.map(exists));
    return uris.filter((_, index) => there[index]);
  }

  async add(style: vscode.Uri): Promise<void> {
    const text = style.toString().replace(this.ours, './');
    await this.memento.update(key, [text, ...this.kept().filter(other => other !== text)].slice(0, most));
  }

  private kept(): readonly string[] {
    const value = this.memento.get<unknown>(key);
    return Array.isArray(value) ? value.filter(text => typeof text === 'string') : [];
  }

  /** The uri that an entry stands for; undefined where it is none, so that a damaged entry does not hide the others. */
  private uriOf(text: string): vscode.Uri | undefined {
    try {
      if (!text.startsWith('./')) return vscode.Uri.parse(text, true);
      return vscode.Uri.joinPath(this.extensionUri, decodeURIComponent(text.slice(2)));
    } catch {
      return undefined;
    }
  }
}
