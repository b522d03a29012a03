import * as vscode from 'vscode';

export interface Trouble {
  readonly isReadonly?: boolean;
  /** Number of bytes that the disk has room for. */
  readonly fullAfterBytes?: number;
  /** Most milliseconds that an operation takes; a rename looks for the name first and takes it as much later. */
  readonly delayMs?: number;
}

let made = 0;

/** A file system provider in memory, which plays a full disk, a read-only one, or a virtual workspace. */
export class TroubledFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  private readonly files = new Map<string, Uint8Array>();
  private readonly folders = new Set(['/']);
  private readonly registration: vscode.Disposable;

  private constructor(
    private readonly scheme: string,
    private readonly trouble: Trouble,
  ) {
    const options = { isCaseSensitive: true, isReadonly: trouble.isReadonly ?? false };
    this.registration = vscode.workspace.registerFileSystemProvider(scheme, this, options);
  }

  static register(trouble: Trouble): TroubledFiles {
    return new TroubledFiles(`pastiche-test-${++made}`, trouble);
  }

  uri(path: string): vscode.Uri {
    return vscode.Uri.from({ scheme: this.scheme, path });
  }

  names(folder: string): string[] {
    return [...this.files.keys()]
      .filter(path => path.startsWith(`${folder}/`))
      .map(path => path.slice(folder.length + 1))
      .sort();
  }

  dispose(): void {
    this.registration.dispose();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const size = this.files.get(uri.path)?.length;
    if (size === undefined && !this.folders.has(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
    const type = size === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, ctime: 0, mtime: 0, size: size ?? 0 };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    await this.pause();
    return this.names(uri.path).map(name => [name, vscode.FileType.File]);
  }

  createDirectory(uri: vscode.Uri): void {
    this.folders.add(uri.path);
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const bytes = this.files.get(uri.path);
    if (!bytes) throw vscode.FileSystemError.FileNotFound(uri);
    return bytes;
  }

  /** Writes a file; a full disk keeps the part for which there was room, as a real one does. */
  async writeFile(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
    await this.pause();
    const room = this.trouble.fullAfterBytes ?? Infinity;
    this.files.set(uri.path, bytes.slice(0, room));
    if (bytes.length > room) throw new Error('ENOSPC: no space left on device, write');
  }

  delete(uri: vscode.Uri): void {
    if (!this.files.delete(uri.path)) throw vscode.FileSystemError.FileNotFound(uri);
  }

  async rename(
    from: vscode.Uri,
    to: vscode.Uri,
    { overwrite }: { readonly overwrite: boolean },
  ): Promise<void> {
    if (!overwrite && this.files.has(to.path)) throw vscode.FileSystemError.FileExists(to);
    await this.pause();
    this.files.set(to.path, this.readFile(from));
    this.files.delete(from.path);
  }

  private async pause(): Promise<void> {
    const { delayMs } = this.trouble;
    if (delayMs) await new Promise(resolve => setTimeout(resolve, Math.random() * delayMs));
  }
}
