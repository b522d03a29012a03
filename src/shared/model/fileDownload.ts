import { PasticheError, throwIfAborted } from '../errors';
import type { ModelFolder } from './modelFolder';
import { isGenuine, type ModelSource, type PinnedFile } from './modelPins';
import { requestBytes, type Refusal, type RequestOptions } from './requestBytes';
import type { SourceRanking } from './sourceRanking';

export interface FileDownloadOptions extends RequestOptions {
  readonly log: (text: string) => void;
}

/**
 * Downloads a file into a folder, from the first of the sources that delivers it. It is written under a temporary name and
 * renamed once it has passed its check, so that its name always stands for the whole file, also when two windows download
 * at once. What came of a file that broke off is dropped: the files have a megabyte.
 * @throws PasticheError `network` or `model` saying what each source answered, `model` when the folder cannot be written,
 * `cancelled`
 */
export async function downloadFile(
  file: PinnedFile,
  folder: ModelFolder,
  ranking: SourceRanking,
  options: FileDownloadOptions,
): Promise<void> {
  const refusals: (Refusal & { readonly source: string })[] = [];
  for (const source of ranking.bestFirst()) {
    throwIfAborted(options.signal);
    const answer = await genuineBytes(file, source, options);
    throwIfAborted(options.signal);
    if (answer instanceof Uint8Array) return await place(file, folder, answer);
    options.onBytes(0);
    options.log(`${source.urlOf(file)}: ${answer.reason}.`);
    refusals.push({ ...answer, source: source.label });
    ranking.failed(source);
  }
  throw failure(file, refusals);
}

async function genuineBytes(
  file: PinnedFile,
  source: ModelSource,
  options: RequestOptions,
): Promise<Uint8Array | Refusal> {
  const answer = await requestBytes(source.urlOf(file), file.bytes, options);
  if (!(answer instanceof Uint8Array) || (await isGenuine(file, answer))) return answer;
  return { reason: 'sent altered bytes (its checksum differs)', wrong: true };
}

async function place(file: PinnedFile, folder: ModelFolder, bytes: Uint8Array): Promise<void> {
  const temporary = `${file.name}.${crypto.randomUUID()}.tmp`;
  try {
    await folder.write(temporary, bytes);
    await folder.rename(temporary, file.name);
  } catch (thrown) {
    await folder.remove(temporary).catch(() => undefined);
    if (!(await isThere(file, folder))) throw thrown;
  }
}

/** True where the file is in place: another window may have been faster, and hold it open against a rename. */
async function isThere(file: PinnedFile, folder: ModelFolder): Promise<boolean> {
  const bytes = await folder.read(file.name).catch(() => undefined);
  return bytes !== undefined && isGenuine(file, bytes);
}

function failure(
  { name }: PinnedFile,
  refusals: readonly (Refusal & { readonly source: string })[],
): PasticheError {
  const list = refusals.map(({ source, reason }) => `${source}: ${reason}`).join('; ');
  const altered = refusals.length > 0 && refusals.every(({ wrong }) => wrong);
  return new PasticheError(
    altered ? 'model' : 'network',
    `Cannot download ${name}: ${list || 'no source is known'}.`,
    altered
      ? 'Something between here and the sources changes what they send, such as a proxy: try another network or a mirror.'
      : 'Check the network connection and try again; the files that have come are kept.',
  );
}
