import { PasticheError } from '../errors';

/**
 * One folder that holds a model's files; over `vscode.workspace.fs` in the extension host, over `node:fs` in scripts. Names
 * have no path. Every failure except a missing file rejects with the error that `folderError` makes.
 */
export interface ModelFolder {
  /** The folder's path, for display. */
  readonly label: string;
  /** Names of the folder's files; none where it does not exist. */
  names(): Promise<readonly string[]>;
  /** A file's bytes, or undefined where there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Writes a whole file, making the folder where it is missing. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Renames a file, replacing one that may have the new name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; does nothing where there is none. */
  remove(name: string): Promise<void>;
}

export type FolderAction = 'list' | 'read' | 'write' | 'rename' | 'remove';

/** The `model` error for a folder's failure, which names file, folder and what to do. */
export function folderError(
  action: FolderAction,
  name: string,
  folder: string,
  cause: unknown,
): PasticheError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const what =
    action === 'list' ? `Cannot list the folder ${folder}` : `Cannot ${action} ${name} in ${folder}`;
  const remedy =
    action === 'list' || action === 'read'
      ? 'Check that you may read this folder.'
      : 'Check that this folder can be written and that its disk has room, then try again.';
  return new PasticheError('model', `${what}: ${reason.replace(/[.\s]+$/, '')}.`, remedy, { cause });
}
