import type * as vscode from 'vscode';
import type { StudioIntent } from '../shared/messages/protocol';

const key = 'studios';
/** Most studios that are remembered: a window has one, seldom two; the others are of panels that were closed. */
const most = 4;

interface Kept {
  readonly studio: string;
  readonly intent: unknown;
}

/**
 * Remembers what the workspace's studios were about. A webview's own state has it too, but VS Code in a browser writes that
 * only when it is idle, and on a busy machine a reload may come first.
 */
export class StudioMemory {
  constructor(private readonly memento: vscode.Memento) {}

  /**
   * The stored intent, unchecked, since another version of the extension may have written it; undefined where there is
   * none.
   */
  recall(studio: string): unknown {
    return this.all().find(kept => kept.studio === studio)?.intent;
  }

  /** The names of all studios that are remembered, the one that was used last first. */
  names(): readonly string[] {
    return this.all().map(({ studio }) => studio);
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
