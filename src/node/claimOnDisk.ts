import { link, open, rename, unlink } from 'node:fs/promises';
import type { Claim } from '../pure/claimName';

/**
 * Gives a complete file its final name, unless that is taken, in one step of the file system: of many programs that ask for a name
 * at once exactly one gets it, and nobody ever finds half a file under it.
 * @param from path of the complete file, in the same folder
 * @param linkFile makes a second name for a file, and fails where there is one
 * @throws the error of the file system; nothing has the new name then
 */
export async function claimOnDisk(from: string, to: string, linkFile = link): Promise<Claim> {
  try {
    await linkFile(from, to);
  } catch (thrown) {
    if (isTaken(thrown)) return 'taken';
    // Some file systems, such as exFAT and network shares, have no links and say so with all kinds of codes.
    return await claimByEmptyFile(from, to);
  }
  // The picture has its name; a temporary name that cannot be removed is swept later.
  await unlink(from).catch(() => undefined);
  return 'claimed';
}

/** Takes the name with an empty file, which only one program can make, and then renames the picture over it. */
async function claimByEmptyFile(from: string, to: string): Promise<Claim> {
  try {
    await (await open(to, 'wx')).close();
  } catch (thrown) {
    if (isTaken(thrown)) return 'taken';
    throw thrown;
  }
  try {
    await rename(from, to);
    return 'claimed';
  } catch (thrown) {
    await unlink(to).catch(() => undefined); // The error of the rename says more.
    throw thrown;
  }
}

function isTaken(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'EEXIST';
}
