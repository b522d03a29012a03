import { gitBlobId } from './gitBlob';

export const precisions = ['uint8', 'float32'] as const;
export type Precision = (typeof precisions)[number];

/** One published file, pinned to its contents. */
export interface PinnedFile {
  /** Its name on disk, as published. */
  readonly name: string;
  /** Its path below the root of the repository that publishes it. */
  readonly path: string;
  readonly bytes: number;
  /** Git blob id, see gitBlob.ts. */
  readonly gitBlob: string;
}

/** A place on the web that has all files of a model. */
export interface ModelSource {
  /** What errors and logs call it. */
  readonly label: string;
  urlOf(file: PinnedFile): string;
}

/** The files of one model, in the order of its weight stream, and where they can be had, best first. */
export interface ModelPins {
  readonly precision: Precision;
  readonly files: readonly PinnedFile[];
  readonly sources: readonly ModelSource[];
}

/** Whether `bytes` are exactly the published file. */
export async function isGenuine(file: PinnedFile, bytes: Uint8Array): Promise<boolean> {
  return bytes.length === file.bytes && (await gitBlobId(bytes)) === file.gitBlob;
}

/** Bytes of all files together. */
export function totalBytes(files: readonly PinnedFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

/**
 * A person's own mirror: the files lie at `base` under their names, or under their published paths (a copy of the whole
 * repository).
 * @param base an http(s) URL, with or without its last slash
 */
export function mirrorSources(base: string): readonly ModelSource[] {
  const root = base.endsWith('/') ? base : `${base}/`;
  return [
    { label: root, urlOf: file => root + file.name },
    { label: `${root} (published paths)`, urlOf: file => root + file.path },
  ];
}
