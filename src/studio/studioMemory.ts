import type * as vscode from 'vscode';
import type { StudioIntent } from '../shared/messages/protocol';

const key = 'studios';
/** Most studios that are remembered: a window has one, seldom two; the others are of panels that were closed. */
const most = 4;

/** Most letters of them all: a painted region may have millions. The latest studio is kept however large it is. */
const mostLetters = 8 * 2 ** 20;
/** Age, ms, after which a studio is forgotten: two months. */
const longestMs = 60 * 24 * 60 * 60 * 1000;

interface Kept {
  readonly studio: string;
  /** Time of the last change, ms since 1970; absent where an older version kept it. */
  readonly at?: number;
  /** True where the person closed its tab. */
  readonly closed?: true;
  readonly intent: unknown;
}

/**
 * Remembers what the workspace's studios were about. A webview's own state has it too, but VS Code in a browser writes that
 * only when it is idle, and on a busy machine a reload may come first.
 */
export class StudioMemory {
  constructor(
    private readonly memento: vscode.Memento,
    private readonly now: () => number = Date.now,
  ) {}

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

  /** The names of those whose tab nobody has closed, the one that was used last first: each is open, or its window has died. */
  unclosed(): readonly string[] {
    return this.all().flatMap(({ studio, closed }) => (closed ? [] : [studio]));
  }

  /** Remembers that the person closed a studio's tab, until it is kept again. */
  async close(studio: string): Promise<void> {
    await this.memento.update(
      key,
      this.all().map(kept => (kept.studio === studio ? { ...kept, closed: true } : kept)),
    );
  }

  async keep(studio: string, intent: StudioIntent): Promise<void> {
    const at = this.now();
    const others = this.all().filter(kept => kept.studio !== studio && at - (kept.at ?? at) < longestMs);
    const latest: Kept = { studio, at, intent };
    let letters = lettersOf(latest);
    const room = others.slice(0, most - 1).filter(kept => (letters += lettersOf(kept)) <= mostLetters);
    await this.memento.update(key, [latest, ...room]);
  }

  private all(): readonly Kept[] {
    const value = this.memento.get<unknown>(key);
    return Array.isArray(value) ? value.filter(isKept) : [];
  }
}

function lettersOf(kept: Kept): number {
  return JSON.stringify(kept).length;
}

function isKept(value: unknown): value is Kept {
  return typeof value === 'object' && value !== null && 'studio' in value && 'intent' in value;
}
