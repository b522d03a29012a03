import * as vscode from 'vscode';
import { asPasticheError, errorText, PasticheError } from '../shared/errors';
import { packPicture, unpackPicture } from '../shared/messages/keptPicture';
import type { KeptPicture, UnsavedWork } from '../shared/messages/protocol';
import { isMissing, labelOf } from '../images/paths';
import { sweepFolder } from '../output/sweepFolder';
import { isTemporaryName, temporaryName } from '../pure/temporaryName';

/** What may be kept, so that forgotten work does not fill a disk. */
export interface KeepingLimits {
  readonly ageMs: number;
  readonly bytes: number;
  readonly studios: number;
}

const limits: KeepingLimits = { ageMs: 14 * 24 * 3600e3, bytes: 1e9, studios: 20 };

/** The age, ms, at which a temporary file is no longer being written. */
const abandonedMs = 10 * 60e3;

const pictureSuffix = '.picture';
const checkpointSuffix = '.run';

/**
 * Keeps what a person would miss where it outlives page, extension host and VS Code: for each studio a folder in the
 * extension's storage, with the picture and the checkpoint of the run that goes on, and every picture that is finished and
 * not saved. Each file is written under a temporary name and renamed, so that it is there whole or not at all.
 */
export class KeptWork {
  private last: Promise<unknown> = Promise.resolve();

  /** @param root folder of the extension's storage; it need not exist */
  constructor(
    private readonly root: vscode.Uri,
    private readonly log: Pick<vscode.LogOutputChannel, 'warn'>,
    private readonly bounds: KeepingLimits = limits,
  ) {}

  /** Keeps a run's picture and checkpoint in place of those before. */
  keepRun(studio: string, work: UnsavedWork, checkpoint: Uint8Array): Promise<void> {
    return this.inTurn(async () => {
      // The checkpoint goes first: a picture without one could not go on.
      await this.write(studio, runId(work.job.id) + checkpointSuffix, checkpoint);
      await this.write(studio, runId(work.job.id) + pictureSuffix, packPicture(work));
    });
  }

  /** Keeps a picture that no run goes on from. @returns its id */
  keepPicture(studio: string, work: UnsavedWork): Promise<string> {
    const id = crypto.randomUUID();
    return this.inTurn(async () => {
      await this.write(studio, id + pictureSuffix, packPicture(work));
      return id;
    });
  }

  /**
   * Ends a run's keeping. @param setAside keeps its last picture as one of its own
   * @returns the id of the picture that was set aside; null where there is none
   */
  endRun(studio: string, job: string, setAside: boolean): Promise<string | null> {
    return this.inTurn(async () => {
      const picture = this.at(studio, runId(job) + pictureSuffix);
      await this.remove(this.at(studio, runId(job) + checkpointSuffix));
      if (!setAside) {
        await this.remove(picture);
        return null;
      }
      const id = crypto.randomUUID();
      try {
        await vscode.workspace.fs.rename(picture, this.at(studio, id + pictureSuffix));
        return id;
      } catch (thrown) {
        if (isMissing(thrown)) return null;
        throw thrown;
      }
    });
  }

  forget(studio: string, id: string): Promise<void> {
    return this.inTurn(() => this.remove(this.at(studio, id + pictureSuffix)));
  }

  /** @throws PasticheError `usage` where it is gone, `output` where it is there and cannot be read */
  readCheckpoint(studio: string, job: string): Promise<Uint8Array> {
    return this.inTurn(async () => {
      try {
        return await vscode.workspace.fs.readFile(this.at(studio, runId(job) + checkpointSuffix));
      } catch (thrown) {
        if (isMissing(thrown)) {
          const what = 'The interrupted run cannot go on: its state is no longer kept.';
          throw new PasticheError('usage', what, 'Start it again.', { cause: thrown });
        }
        throw new PasticheError(
          'output',
          `The state of the interrupted run in ${labelOf(this.root)} cannot be read: ${asPasticheError(thrown).message}`,
          'Look after its disk, then resume.',
          { cause: thrown },
        );
      }
    });
  }

  /** All that is kept of a studio, oldest first. A file that cannot be read is logged and left to age. */
  list(studio: string): Promise<readonly KeptPicture[]> {
    return this.inTurn(async () => {
      const files = await this.filesOf(studio);
      const names = new Set(files.map(({ name }) => name));
      const pictures: KeptPicture[] = [];
      for (const { name } of files.toSorted((a, b) => a.changed - b.changed)) {
        if (!name.endsWith(pictureSuffix)) continue;
        const id = name.slice(0, -pictureSuffix.length);
        const uri = this.at(studio, name);
        try {
          const work = unpackPicture(await vscode.workspace.fs.readFile(uri), labelOf(uri));
          pictures.push({ ...work, id, resumable: names.has(id + checkpointSuffix) });
        } catch (thrown) {
          this.log.warn(errorText(thrown));
        }
      }
      return pictures;
    });
  }

  /** Gives one studio all that is kept of another, which is no more. */
  adopt(studio: string, orphan: string): Promise<void> {
    return this.inTurn(async () => {
      for (const { name } of await this.filesOf(orphan)) {
        if (isTemporaryName(name)) continue;
        await vscode.workspace.fs.createDirectory(this.folderOf(studio));
        await vscode.workspace.fs.rename(this.at(orphan, name), this.at(studio, name), { overwrite: true });
      }
      await this.remove(this.folderOf(orphan));
    });
  }

  /** When anything of a studio was last written, ms since 1970; 0 where nothing is kept. */
  lastWritten(studio: string): Promise<number> {
    return this.inTurn(async () =>
      Math.max(0, ...(await this.filesOf(studio)).map(({ changed }) => changed)),
    );
  }

  /** Removes what is too old, what exceeds the bounds, oldest first, and what killed programs left half written. */
  sweep(now = Date.now()): Promise<void> {
    return this.inTurn(async () => {
      const studios = await Promise.all((await this.studios()).map(studio => this.sizeOf(studio)));
      const newestFirst = studios.toSorted((a, b) => b.changed - a.changed);
      let bytes = 0;
      for (const [index, studio] of newestFirst.entries()) {
        bytes += studio.bytes;
        const isKept =
          studio.bytes > 0 &&
          now - studio.changed <= this.bounds.ageMs &&
          index < this.bounds.studios &&
          bytes <= this.bounds.bytes;
        if (!isKept) await this.remove(this.folderOf(studio.name));
      }
    });
  }

  private async sizeOf(
    studio: string,
  ): Promise<{ readonly name: string; readonly bytes: number; readonly changed: number }> {
    const ageOf = (name: string): number | undefined => (isTemporaryName(name) ? abandonedMs : undefined);
    await sweepFolder(this.folderOf(studio), ageOf, text => this.log.warn(text));
    let [bytes, changed] = [0, 0];
    for (const file of await this.filesOf(studio)) {
      [bytes, changed] = [bytes + file.bytes, Math.max(changed, file.changed)];
    }
    return { name: studio, bytes, changed };
  }

  private async studios(): Promise<readonly string[]> {
    return (await entriesOf(this.root)).map(([name]) => name);
  }

  private async filesOf(
    studio: string,
  ): Promise<readonly { readonly name: string; readonly bytes: number; readonly changed: number }[]> {
    const found = await Promise.all(
      (await entriesOf(this.folderOf(studio))).map(async ([name]) => {
        try {
          const { size, mtime } = await vscode.workspace.fs.stat(this.at(studio, name));
          return [{ name, bytes: size, changed: mtime }];
        } catch {
          return []; // Another window has removed it meanwhile.
        }
      }),
    );
    return found.flat();
  }

  private async write(studio: string, name: string, bytes: Uint8Array): Promise<void> {
    const target = this.at(studio, name);
    const temporary = this.at(studio, temporaryName());
    try {
      await vscode.workspace.fs.createDirectory(this.folderOf(studio));
      await vscode.workspace.fs.writeFile(temporary, bytes);
      await vscode.workspace.fs.rename(temporary, target, { overwrite: true });
    } catch (thrown) {
      await this.remove(temporary).catch(() => undefined); // It may never have been made.
      throw new PasticheError(
        'output',
        `The extension's storage ${labelOf(this.root)} cannot be written: ${asPasticheError(thrown).message}`,
        'Make room on its disk.',
        { cause: thrown },
      );
    }
  }

  private async remove(uri: vscode.Uri): Promise<void> {
    try {
      await vscode.workspace.fs.delete(uri, { recursive: true });
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown;
    }
  }

  private folderOf(studio: string): vscode.Uri {
    return vscode.Uri.joinPath(this.root, checkedName(studio));
  }

  private at(studio: string, file: string): vscode.Uri {
    return vscode.Uri.joinPath(this.folderOf(studio), checkedName(file));
  }

  /** Does one thing after the other, so that what is asked for last holds in the end. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined); // The caller gets the error.
    return done;
  }
}

/** Names come from pages: none may lead out of the storage. @throws PasticheError `usage` */
function checkedName(name: string): string {
  if (/^[\w-]{1,80}(\.\w{1,10})?$/.test(name) || isTemporaryName(name)) return name;
  throw new PasticheError('usage', `"${name}" is no name of kept work.`);
}

function runId(job: string): string {
  return `run-${job}`;
}

async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}
