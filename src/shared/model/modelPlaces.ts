import { errorText, PasticheError } from '../errors';
import type { ModelFolder } from './modelFolder';
import { isGenuine, type ModelPins, type PinnedFile } from './modelPins';
import { alteredError, VerifiedModel } from './verifiedModel';

/** Folders in which Pastiche itself keeps weights. */
export interface ModelPlaces {
  /** Folders that are only read, best first, such as the one packed into the extension. */
  readonly packed: readonly ModelFolder[];
  /** Folder of downloads, which Pastiche owns; altered files in it are removed. */
  readonly cache: ModelFolder;
}

/**
 * Finds each file of a model in the folders, and has `download` fetch the missing ones into the cache.
 * @param log called with a line about each altered file that is passed over or removed
 * @throws PasticheError `model` when the cache cannot be read, and whatever `download` throws
 */
export async function openFromPlaces(
  pins: ModelPins,
  places: ModelPlaces,
  download: (missing: readonly PinnedFile[]) => Promise<void>,
  log: (text: string) => void = () => undefined,
): Promise<VerifiedModel> {
  // Side by side: each file costs two answers of the file system, and in VS Code each answer a message to and fro.
  const found = await Promise.all(
    pins.files.map(async file => ({ file, home: await findFile(file, places, log) })),
  );
  const missing = found.filter(({ home }) => !home).map(({ file }) => file);
  const homes = new Map(found.map(({ file, home }) => [file.name, home ?? places.cache]));
  if (missing.length > 0) await download(missing);
  return new VerifiedModel(pins, homes, 'Start again: an altered file is downloaded anew.');
}

async function findFile(
  file: PinnedFile,
  { packed, cache }: ModelPlaces,
  log: (text: string) => void,
): Promise<ModelFolder | undefined> {
  for (const folder of packed) {
    // A packed folder may be unreadable, such as that of an extension served over a failing line; the cache may still do.
    const bytes = await folder.read(file.name).catch((thrown: unknown) => log(errorText(thrown)));
    if (bytes && (await isGenuine(file, bytes))) return folder;
    if (bytes) log(`${file.name} in ${folder.label} is not the published file; passed over.`);
  }
  const bytes = await cache.read(file.name);
  if (!bytes) return undefined;
  if (await isGenuine(file, bytes)) return cache;
  log(`${file.name} in ${cache.label} is not the published file; removed.`);
  await cache.remove(file.name);
  return undefined;
}

/**
 * Opens a folder of the person's own, which is never written. Its file names determine the precision.
 * @param folders the folder itself and the subfolders that the published repositories keep the files in
 * @param knownAs name of the setting or variable to change, for errors
 * @throws PasticheError `model` naming file and folder when one is missing or altered
 */
export async function openOwnFolder(
  folders: readonly [ModelFolder, ...ModelFolder[]],
  candidates: readonly [ModelPins, ...ModelPins[]],
  knownAs: string,
): Promise<VerifiedModel> {
  const { folder, pins } = await recognise(folders, candidates, knownAs);
  const remedy = `Put the published file there, or change ${knownAs}.`;
  for (const file of pins.files) {
    const bytes = await folder.read(file.name);
    if (!bytes) throw new PasticheError('model', `${file.name} is missing from ${folder.label}.`, remedy);
    if (!(await isGenuine(file, bytes))) throw alteredError(file, bytes, folder, remedy);
  }
  return new VerifiedModel(pins, new Map(pins.files.map(file => [file.name, folder])), remedy);
}

async function recognise(
  folders: readonly [ModelFolder, ...ModelFolder[]],
  candidates: readonly [ModelPins, ...ModelPins[]],
  knownAs: string,
): Promise<{ folder: ModelFolder; pins: ModelPins }> {
  const found: { folder: ModelFolder; pins: ModelPins; missing: number }[] = [];
  for (const folder of folders) {
    const names = new Set(await folder.names());
    for (const pins of candidates) {
      const missing = pins.files.filter(file => !names.has(file.name)).length;
      if (missing < pins.files.length) found.push({ folder, pins, missing });
    }
  }
  // Complete sets go before those that lack files; the order given is one of preference and is otherwise kept.
  const best = found.sort((a, b) => Number(a.missing > 0) - Number(b.missing > 0))[0];
  if (best) return best;
  const names = candidates.map(pins => `${pins.files[0]!.name} (${pins.precision})`).join(' or ');
  throw new PasticheError(
    'model',
    `No weights of VGG-19 are in ${folders[0].label}: there is no ${names}.`,
    `Choose the folder that holds the files, or change ${knownAs}.`,
  );
}
