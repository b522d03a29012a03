import type { Recipe } from '../recipe/recipe';

export const outputTypes = ['png', 'jpeg', 'webp'] as const;
export type OutputType = (typeof outputTypes)[number];

/** How a picture is written. `quality` (1 to 100) is for JPEG and WebP; PNG is lossless and ignores it. */
export interface OutputFormat {
  readonly type: OutputType;
  readonly quality: number;
}

export const fileExtension: Readonly<Record<OutputType, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp' };

/** Which weights a picture was made with. */
export type ModelLabel = 'vgg19-uint8' | 'vgg19-float32' | 'pocket';

/** A style image beside the first: file names, and its share. */
export interface RecordedStyle {
  readonly name: string;
  readonly weight: number;
  /** The mask where it is painted. */
  readonly region?: string;
}

/** All that is needed to make a picture again; saved in its PNG as the text chunk `recordKeyword`. */
export interface RunRecord {
  readonly software: string;
  readonly content: string;
  readonly style: string;
  /** How much `style` counts against `moreStyles`. */
  readonly styleWeight: number;
  readonly moreStyles: readonly RecordedStyle[];
  readonly model: ModelLabel;
  readonly device: string;
  readonly epochs: number;
  readonly recipe: Recipe;
}

/** Keyword of the PNG tEXt chunk that carries the run record as JSON, non-ASCII characters escaped. */
export const recordKeyword = 'pastiche';
