import type { Recipe } from '../recipe/recipe';

export const outputTypes = ['png', 'jpeg', 'webp'] as const;
export type OutputType = (typeof outputTypes)[number];

/** File format of a picture. `quality` (1 to 100) is for JPEG and WebP; PNG is lossless and ignores it. */
export interface OutputFormat {
  readonly type: OutputType;
  readonly quality: number;
}

export const fileExtension: Readonly<Record<OutputType, string>> = { png: 'png', jpeg: 'jpg', webp: 'webp' };

/** Type of a picture by its name's ending; undefined where no picture of ours has that ending. */
export function outputTypeOf(name: string): OutputType | undefined {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return outputTypes.find(type => ending === type || ending === fileExtension[type]);
}

/** Weights that a picture was made with. */
export const modelLabels = ['vgg19-uint8', 'vgg19-float32', 'pocket'] as const;
export type ModelLabel = (typeof modelLabels)[number];

/** A style image of a run record: its file name, weight and region. */
export interface RecordedStyle {
  readonly name: string;
  /** Weight relative to those of the other styles of the same region. */
  readonly weight: number;
  /** File name of the mask of its region; absent where it has none. */
  readonly region?: string;
}

/** Everything needed to make a picture again; saved in its PNG as the text chunk `recordKeyword`. */
export interface RunRecord {
  readonly software: string;
  readonly content: string;
  readonly styles: readonly RecordedStyle[];
  readonly model: ModelLabel;
  readonly device: string;
  readonly epochs: number;
  readonly recipe: Recipe;
}

/** Keyword of the PNG tEXt chunk that carries the run record as JSON, non-ASCII characters escaped. */
export const recordKeyword = 'pastiche';
