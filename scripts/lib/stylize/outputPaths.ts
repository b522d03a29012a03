import { mkdir, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { PasticheError } from '../../../src/shared/errors';
import { claimOnDisk } from '../../../src/node/claimOnDisk';
import { claimFreeName } from '../../../src/pure/claimName';
import { epochSuffix } from '../../../src/pure/outputName';
import { temporaryName } from '../../../src/pure/temporaryName';

/**
 * Refuses an output file that is one of the inputs, which it would replace: by another spelling of its path, by another case of
 * its letters, or through a link, too.
 * @throws PasticheError `usage`, naming both
 */
export async function refuseInputs(
  outputs: Readonly<Record<string, string | undefined>>,
  inputs: readonly string[],
): Promise<void> {
  for (const [flag, output] of Object.entries(outputs)) {
    if (output === undefined) continue;
    for (const input of inputs) {
      if (!(await isSameFile(output, input))) continue;
      throw new PasticheError(
        'usage',
        `${flag} ${output} is the same file as ${input}, which would be overwritten.`,
        'Give another name.',
      );
    }
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  if (resolve(a) === resolve(b)) return true;
  try {
    // Numbers of device and file tell links and spellings apart from other files on every system.
    const [one, other] = await Promise.all([stat(a, { bigint: true }), stat(b, { bigint: true })]);
    if (one.ino !== 0n) return one.ino === other.ino && one.dev === other.dev;
    return (await realpath(a)).toLowerCase() === (await realpath(b)).toLowerCase();
  } catch {
    return false; // A file that is not there is no other's; an input that is missing is reported where it is read.
  }
}

/**
 * Makes the output's folder before anything is computed, since a run may take hours and its picture must then be written.
 * @throws PasticheError `output`
 */
export async function ensureFolder(path: string): Promise<void> {
  try {
    await mkdir(dirname(resolve(path)), { recursive: true });
    const probe = join(dirname(resolve(path)), temporaryName());
    await writeFile(probe, '');
    await rm(probe);
    if (await isFolder(path)) throw new Error('it is a folder');
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Writes a file under a temporary name and renames it, so that nobody finds half a picture. @throws PasticheError `output` */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  await whole(path, data, temporary => rename(temporary, path));
}

/**
 * Writes an intermediate beside the picture, such as `picture-e0050.png`, under a name that is free.
 * @returns its path
 * @throws PasticheError `output`
 */
export async function writeIntermediate(out: string, epoch: number, data: Uint8Array): Promise<string> {
  const folder = dirname(resolve(out));
  const extension = extname(out);
  const name = `${basename(out, extension)}${epochSuffix(epoch)}${extension}`;
  const given = await whole(join(folder, name), data, temporary =>
    claimFreeName(name, {
      names: () => readdir(folder),
      claim: free => claimOnDisk(temporary, join(folder, free)),
    }),
  );
  return join(folder, given);
}

async function whole<T>(
  path: string,
  data: Uint8Array | string,
  name: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = join(dirname(resolve(path)), temporaryName());
  try {
    await writeFile(temporary, data);
    return await name(temporary);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw unwritable(path, cause);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

function unwritable(path: string, cause: unknown): PasticheError {
  return new PasticheError('output', `${path} cannot be written: ${(cause as Error).message}.`, undefined, {
    cause,
  });
}
