import type * as vscode from 'vscode';
import type { StudioIntent } from '../shared/messages/protocol';

const key = 'studios';
/** A window has one studio, seldom two; the rest are of panels that were closed. */
const most = 4;

interface Kept {
  readonly studio: string;
  readonly intent: unknown;
}

/**
 * What the workspace's studios were about. A webview keeps that too, but in a browser VS Code writes a webview's state only when
 * it has nothing else to do, and on a busy machine a reload comes first.
 */
export class StudioMemory {
  constructor(private readonly memento: vscode.Memento) {}

  /** @returns as it was kept, by whatever version of the extension; undefined where nothing was */
  recall(studio: string): unknown {
    return this.all().find(kept => kept.studio === studio)?.intent;
  }

  async keep(studio: string, intent: StudioIntent): Promise<void> {
    const others = this.all().filter(kept => kept.studio !== studio);
    await this.memento.update(key, [{ studio, intent }, ...others].slice(0, most));
  }

  private all(): readonly Kept[] {
    const value = this.memento.get<unknown>(key);
    return Array.isArray(value) ? value.filter(isKept) : [];
  }
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'studio' in value && 'intent' in value;
}
