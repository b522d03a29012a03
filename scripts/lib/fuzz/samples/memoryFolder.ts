import { folderError, type ModelFolder } from '../../../../src/shared/model/modelFolder';

/** A folder of model files in memory. */
export class MemoryFolder implements ModelFolder {
  readonly files: Map<string, Uint8Array>;

  constructor(
    readonly label: string,
    files: Iterable<readonly [string, Uint8Array]> = [],
  ) {
    this.files = new Map(files);
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve([...this.files.keys()]);
  }

  read(name: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.files.get(name));
  }

  write(name: string, bytes: Uint8Array): Promise<void> {
    this.files.set(name, bytes);
    return Promise.resolve();
  }

  rename(from: string, to: string): Promise<void> {
    const bytes = this.files.get(from);
    if (!bytes) return Promise.reject(folderError('rename', from, this.label, 'there is no such file'));
    this.files.delete(from);
    this.files.set(to, bytes);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }
}
