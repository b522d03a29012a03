import type { Region } from '../../src/shared/messages/protocol';
import type { PresetName, RecipeKey } from '../../src/shared/recipe/recipe';

/** Changes that a person asks for in the styles of the job that is shown; `index` counts the styles from 0. */
export type StyleIntent =
  | { readonly kind: 'addStyle' | 'stylesToAll' | 'cancelRegion' | 'pickMask' }
  | { readonly kind: 'pickStyle' | 'removeStyle' | 'paintRegion'; readonly index: number }
  | { readonly kind: 'setShare'; readonly index: number; readonly percent: number }
  /** Sets the region of the style whose region is being painted; null removes it. */
  | { readonly kind: 'setRegion'; readonly region: Region | null };

/** Everything that a person can ask for: elements emit it, and webview/actions acts on it. */
export type UserIntent =
  | { readonly kind: 'start' | 'pause' | 'resume' | 'stop' | 'save' | 'saveUnsaved' | 'again' }
  | StyleIntent
  | { readonly kind: 'retry' | 'remove' | 'saveResult'; readonly id: string }
  | { readonly kind: 'open'; readonly uri: string }
  | { readonly kind: 'openSettings'; readonly query: string }
  | { readonly kind: 'setPreset'; readonly preset: PresetName }
  | { readonly kind: 'setOption'; readonly key: RecipeKey; readonly text: string }
  | { readonly kind: 'resetRecipe' | 'halveSize' | 'dismissNotice' };

export const intentEvent = 'pastiche-intent';

/** Sends an intent up to the element that listens for it. */
export function emitIntent(from: EventTarget, intent: UserIntent): void {
  from.dispatchEvent(new CustomEvent(intentEvent, { detail: intent, bubbles: true, composed: true }));
}

declare global {
  interface GlobalEventHandlersEventMap {
    [intentEvent]: CustomEvent<UserIntent>;
  }
}
