import { cp, mkdir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../process/command';

/** Bytes of the disk: enough for the pictures of a soak. */
const size = '24m';

const filler = '.filler';

/** A disk of its own for a folder, which can be filled and freed again. Only root on Linux can have one. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @returns undefined where this machine mounts none */
  static async mount(folder: string): Promise<SmallDisk | undefined> {
    await mkdir(folder, { recursive: true });
    const { exitCode } = await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
      reject: false,
    });
    return exitCode === 0 ? new SmallDisk(folder) : undefined;
  }

  async fill(): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(join(this.folder, filler), new Uint8Array(bavail * bsize));
  }

  async free(): Promise<void> {
    await rm(join(this.folder, filler), { force: true });
  }

  /** Takes the disk away; what is on it stays in the folder. */
  async unmount(): Promise<void> {
    await this.free();
    const aside = `${this.folder}-kept`;
    await cp(this.folder, aside, { recursive: true });
    await run('umount', [this.folder]);
    for (const name of await readdir(aside)) await cp(join(aside, name), join(this.folder, name));
    await rm(aside, { recursive: true });
  }
}
