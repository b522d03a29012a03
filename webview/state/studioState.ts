import { signal } from '@lit-labs/signals';
import { defaultPreset, makeRecipe } from '../../src/shared/recipe/recipe';
import type { Region, StudioAssets, StudioSettings } from '../../src/shared/messages/protocol';
import { LossHistory } from './lossHistory';
import { emptyQueue, type Queue } from './queue';
import { draftOf, type RecipeDraft } from './recipeDraft';
import { idleRun, type RunView } from './runView';

/** A mixin that renders an element again when a signal that it read while rendering has changed. */
export { SignalWatcher } from '@lit-labs/signals';

/** An image that the studio shows, or the reason why it cannot. */
export type Picture =
  { readonly kind: 'shown'; readonly url: string } | { readonly kind: 'broken'; readonly message: string };

/** Url of a picture; empty where it cannot be shown. */
export function urlOf(picture: Picture | undefined): string {
  return picture?.kind === 'shown' ? picture.url : '';
}

/** Url of a region's mask; empty where there is none. */
export function maskUrl(region: Region | undefined, pictures: ReadonlyMap<string, Picture>): string {
  return region?.kind === 'painted' ? region.uri : urlOf(pictures.get(region?.image.uri ?? ''));
}

/** The region that is being painted: its job, and the index of its style. */
export interface Painting {
  readonly jobId: string;
  readonly index: number;
}

/** A message to the person that does not belong to the end of a run. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly text: string;
  /** Query of the settings that a button opens; absent where none would help. */
  readonly settingsQuery?: string;
}

/** Settings that hold until the host has answered `ready`. */
const unsetSettings: StudioSettings = {
  device: 'auto',
  output: { type: 'png', quality: 90 },
  autoSave: false,
  saveEvery: 0,
  memoryBudget: 0,
};

/**
 * The studio's state: written by webview/actions and, for the canvas, by engineSlot.ts; read by app.ts. All values but
 * `losses` are replaced, never changed in place.
 */
export class StudioState {
  readonly settings = signal<StudioSettings>(unsetSettings);
  readonly queue = signal<Queue>(emptyQueue);
  readonly draft = signal<RecipeDraft>(draftOf(defaultPreset, makeRecipe(defaultPreset)));
  readonly run = signal<RunView>(idleRun);
  /** Images by their uri. */
  readonly pictures = signal<ReadonlyMap<string, Picture>>(new Map());
  /** Canvas that the worker paints on; every worker gets a new one. */
  readonly canvas = signal<HTMLCanvasElement | null>(null);
  /** True while a picture is encoded and written because the person asked for it. */
  readonly saving = signal(false);
  readonly notice = signal<Notice | null>(null);
  /** The region that is being painted; null where none is. */
  readonly painting = signal<Painting | null>(null);
  /** The current run's losses. `history` grows in place, and `revision` changes when it has. */
  readonly losses = signal<{ readonly history: LossHistory; readonly revision: number }>({
    history: new LossHistory(),
    revision: 0,
  });
  /** Uris of the studio's own files; null until the host has answered `ready`. */
  assets: StudioAssets | null = null;
}
