import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderError, type FolderAction, type ModelFolder } from '../../../src/shared/model/modelFolder';

/** A model's folder on this machine's disk. */
export class NodeFolder implements ModelFolder {
  constructor(readonly label: string) {}

  names(): Promise<readonly string[]> {
    return this.attempt('list', '', () => readdir(this.label), []);
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return this.attempt('read', name, async () => new Uint8Array(await readFile(this.at(name))), undefined);
  }

  write(name: string, bytes: Uint8Array): Promise<void> {
    return this.attempt('write', name, async () => {
      await mkdir(this.label, { recursive: true });
      await writeFile(this.at(name), bytes);
    });
  }

  rename(from: string, to: string): Promise<void> {
    return this.attempt('rename', from, () => rename(this.at(from), this.at(to)));
  }

  remove(name: string): Promise<void> {
    return this.attempt('remove', name, () => rm(this.at(name), { force: true }));
  }

  private at(name: string): string {
    return join(this.label, name);
  }

  /**
   * Runs a file operation. `absent` is its result where the file or folder does not exist; without it that is a failure,
   * too.
   */
  private async attempt<T>(
    action: FolderAction,
    name: string,
    act: () => Promise<T>,
    absent?: T,
  ): Promise<T> {
    try {
      return await act();
    } catch (thrown) {
      const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
      if (missing && (action === 'list' || action === 'read')) return absent as T;
      throw folderError(action, name, this.label, thrown);
    }
  }
}
