import { gitBlobId } from './gitBlob';

export const precisions = ['uint8', 'float32'] as const;
export type WeightPrecision = (typeof precisions)[number];

/** One published file, pinned to its contents. */
export interface PinnedFile {
  /** File name, as published and on disk. */
  readonly name: string;
  /** Path from the root of the repository that publishes the file. */
  readonly path: string;
  readonly bytes: number;
  /** Git blob id, see gitBlob.ts. */
  readonly gitBlob: string;
}

/** A place on the web that has all files of a model. */
export interface ModelSource {
  /** Name in errors and logs. */
  readonly label: string;
  urlOf(file: PinnedFile): string;
}

/** The files of one model, in the order of its weight stream, and where they can be had, best first. */
export interface ModelPins {
  readonly precision: WeightPrecision;
  readonly files: readonly PinnedFile[];
  readonly sources: readonly ModelSource[];
}

/** True where `bytes` are exactly the published file. */
export async function isGenuine(file: PinnedFile, bytes: Uint8Array): Promise<boolean> {
  return bytes.length === file.bytes && (await gitBlobId(bytes)) === file.gitBlob;
}

/** Size of all files together, in bytes. */
export function totalBytes(files: readonly PinnedFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/**
 * Sources of a person's own mirror: the files are at `base` under their names, or under their published paths (in a copy of
 * the whole repository).
 * @param base an http(s) URL, with or without its last slash
 */
export function mirrorSources(base: string): readonly ModelSource[] {
  const root = base.endsWith('/') ? base : `${base}/`;
  return [
    { label: root, urlOf: file => root + file.name },
    { label: `${root} (published paths)`, urlOf: file => root + file.path },
  ];
}
