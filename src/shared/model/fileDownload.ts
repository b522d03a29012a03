import { PasticheError, throwIfAborted } from '../errors';
import type { ModelFolder } from './modelFolder';
import { isGenuine, type ModelSource, type PinnedFile } from './modelPins';
import { requestBytes, type Fetch } from './requestBytes';
import type { SourceRanking } from './sourceRanking';

export interface FileDownloadOptions {
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  readonly stallMs: number;
  /** Called with the number of bytes of the file held so far, which can also fall. */
  readonly onBytes: (bytes: number) => void;
  readonly log: (text: string) => void;
}

const nothing = new Uint8Array();
/** Bytes after which an incoming file is saved, so that even a killed process need not start from nothing. */
const saveEveryBytes = 2 ** 20;
/** Most requests to one source that breaks off; each must have brought the file further. */
const maxRequestsPerSource = 8;

/**
 * One file's download into a folder. NAME.part holds the bytes received so far, from whichever source, until the whole file
 * has passed its check; the file is then written under a temporary name and renamed, so that NAME is always whole, also
 * when two windows download at once.
 */
export class FileDownload {
  private held: Uint8Array = nothing;
  private saved = 0;
  private readonly partName: string;
  private readonly answers: { source: string; reason: string; wrong: boolean }[] = [];

  constructor(
    private readonly file: PinnedFile,
    private readonly folder: ModelFolder,
    private readonly options: FileDownloadOptions,
  ) {
    this.partName = `${file.name}.part`;
  }

  /**
   * Tries the sources until one has delivered the file.
   * @throws PasticheError `network` or `model` saying what each source answered, `model` when the folder cannot be
   * written, `cancelled`
   */
  async run(ranking: SourceRanking): Promise<void> {
    if (await this.findPart()) return;
    for (const source of ranking.bestFirst()) {
      throwIfAborted(this.options.signal);
      if (await this.from(source)) return;
      ranking.failed(source);
    }
    throw this.failure();
  }

  private async from(source: ModelSource): Promise<boolean> {
    const url = source.urlOf(this.file);
    for (let request = 1; request <= maxRequestsPerSource; request++) {
      const before = this.held.length;
      const answer = await requestBytes(url, this.file.bytes, this.held, {
        ...this.options,
        received: bytes => this.receive(bytes),
      });
      if (answer.kind === 'whole') {
        if (await isGenuine(this.file, answer.bytes)) {
          await this.finish(answer.bytes);
          return true;
        }
        await this.startOver();
        // The fault may be in the bytes held before, so this source is asked for the whole file once.
        if (!answer.resumed) return this.gaveUp(source, 'sent altered bytes (its checksum differs)', true);
      } else if (answer.kind === 'broken') {
        await this.keep(answer.bytes);
        throwIfAborted(this.options.signal);
        if (answer.stalled || this.held.length <= before) return this.gaveUp(source, answer.reason, false);
        this.options.log(
          `${url} broke off at ${this.held.length} bytes (${answer.reason}); going on from there.`,
        );
      } else {
        throwIfAborted(this.options.signal);
        this.options.onBytes(this.held.length);
        if (answer.fault !== 'range') return this.gaveUp(source, answer.reason, answer.fault === 'contents');
        await this.startOver();
      }
    }
    return this.gaveUp(source, 'broke off again and again', false);
  }

  private gaveUp(source: ModelSource, reason: string, wrong: boolean): false {
    this.answers.push({ source: source.label, reason, wrong });
    this.options.log(`${source.urlOf(this.file)}: ${reason}.`);
    return false;
  }

  /** Takes up the bytes that an earlier download left; true when they were all and the file is now in place. */
  private async findPart(): Promise<boolean> {
    const part = await this.folder.read(this.partName);
    if (!part) return false;
    if (part.length < this.file.bytes) {
      this.held = part;
      this.saved = part.length;
      this.options.onBytes(part.length);
    } else if (await isGenuine(this.file, part)) {
      await this.finish(part);
      return true;
    } else {
      await this.startOver();
    }
    return false;
  }

  private async receive(bytes: Uint8Array): Promise<void> {
    this.options.onBytes(bytes.length);
    if (bytes.length - this.saved >= saveEveryBytes && bytes.length < this.file.bytes) await this.save(bytes);
  }

  private async keep(bytes: Uint8Array): Promise<void> {
    this.held = bytes;
    this.options.onBytes(bytes.length);
    if (bytes.length > 0 && bytes.length !== this.saved) await this.save(bytes);
  }

  private async save(bytes: Uint8Array): Promise<void> {
    await this.folder.write(this.partName, bytes);
    this.saved = bytes.length;
  }

  private async startOver(): Promise<void> {
    this.held = nothing;
    this.saved = 0;
    this.options.onBytes(0);
    await this.folder.remove(this.partName);
  }

  private async finish(bytes: Uint8Array): Promise<void> {
    const temporary = `${this.file.name}.${crypto.randomUUID()}.tmp`;
    try {
      await this.folder.write(temporary, bytes);
      await this.folder.rename(temporary, this.file.name);
    } catch (thrown) {
      await this.folder.remove(temporary).catch(() => undefined);
      if (!(await this.isThere())) throw thrown;
    }
    await this.folder.remove(this.partName);
    this.options.onBytes(bytes.length);
  }

  /** True where the file is in place: another window may have been faster, and hold it open against a rename. */
  private async isThere(): Promise<boolean> {
    const bytes = await this.folder.read(this.file.name).catch(() => undefined);
    return bytes !== undefined && isGenuine(this.file, bytes);
  }

  private failure(): PasticheError {
    const list = this.answers.map(({ source, reason }) => `${source}: ${reason}`).join('; ');
    const altered = this.answers.length > 0 && this.answers.every(answer => answer.wrong);
    return new PasticheError(
      altered ? 'model' : 'network',
      `Cannot download ${this.file.name}: ${list || 'no source is known'}.`,
      altered
        ? 'Something between here and the sources changes what they send, such as a proxy: try another network or a mirror.'
        : 'Check the network connection and try again; what was downloaded is kept.',
    );
  }
}
