import { signal } from '@lit-labs/signals';
import { defaultPreset, makeRecipe } from '../../src/shared/recipe/recipe';
import type { Region, StudioAssets, StudioSettings } from '../../src/shared/messages/protocol';
import { LossHistory } from './lossHistory';
import { emptyQueue, type Queue } from './queue';
import { draftOf, type RecipeDraft } from './recipeDraft';
import { idleRun, type RunView } from './runView';

/** Elements that read signals while they render are rendered again when one changes. */
export { SignalWatcher } from '@lit-labs/signals';

/** An image as the studio can show it. */
export type Picture =
  { readonly kind: 'shown'; readonly url: string } | { readonly kind: 'broken'; readonly message: string };

/** Of a picture that can be shown, else empty. */
export function urlOf(picture: Picture | undefined): string {
  return picture?.kind === 'shown' ? picture.url : '';
}

/** Of a region's mask, else empty. */
export function maskUrl(region: Region | undefined, pictures: ReadonlyMap<string, Picture>): string {
  return region?.kind === 'painted' ? region.uri : urlOf(pictures.get(region?.image.uri ?? ''));
}

/** A region that is being painted: of which job, and of which of its styles. */
export interface Painting {
  readonly jobId: string;
  readonly index: number;
}

/** Something to know that ends no run. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly text: string;
  /** What a button offers, where one helps. */
  readonly settingsQuery?: string;
}

/** What the studio knows before the host has answered `ready`. */
const unsetSettings: StudioSettings = {
  device: 'auto',
  output: { type: 'png', quality: 90 },
  autoSave: false,
  saveEvery: 0,
  memoryBudget: 0,
};

/** The studio's state: written by actions.ts alone, read by app.ts. All values are replaced, never changed in place. */
export class StudioState {
  readonly settings = signal<StudioSettings>(unsetSettings);
  readonly queue = signal<Queue>(emptyQueue);
  readonly draft = signal<RecipeDraft>(draftOf(defaultPreset, makeRecipe(defaultPreset)));
  readonly run = signal<RunView>(idleRun);
  /** By uri. */
  readonly pictures = signal<ReadonlyMap<string, Picture>>(new Map());
  /** Where the worker paints; a new one for every worker. */
  readonly canvas = signal<HTMLCanvasElement | null>(null);
  /** True while a picture is encoded and written because the person asked for it. */
  readonly saving = signal(false);
  readonly notice = signal<Notice | null>(null);
  /** The style whose region is being painted. */
  readonly painting = signal<Painting | null>(null);
  /** The current run's losses. The one value that grows in place: `revision` tells when. */
  readonly losses = signal<{ readonly history: LossHistory; readonly revision: number }>({
    history: new LossHistory(),
    revision: 0,
  });
  /** Where the studio's own files are; null until the host has answered `ready`. */
  assets: StudioAssets | null = null;
}
