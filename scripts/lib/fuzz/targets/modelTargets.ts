import { gitBlobId } from '../../../../src/shared/model/gitBlob';
import { downloadFiles } from '../../../../src/shared/model/modelDownload';
import { isGenuine, type ModelPins, type PinnedFile } from '../../../../src/shared/model/modelPins';
import { openFromPlaces, openOwnFolder } from '../../../../src/shared/model/modelPlaces';
import { pocketBytes } from '../../../../src/shared/model/pocketLayout';
import type { VerifiedModel } from '../../../../src/shared/model/verifiedModel';
import type { NetworkWeights } from '../../../../webview/engine/network/vgg19';
import type { Random } from '../../../../webview/engine/support/random';
import { below, chance, oneOf } from '../choices';
import { hostileServer } from '../samples/hostileServer';
import { MemoryFolder } from '../samples/memoryFolder';
import { mutatedBytes, randomBytes } from '../mutation/mutateBytes';
import { expectThat, type FuzzTarget } from '../target';

/** Milliseconds after which a server that sends nothing is given up, which few inputs wait for. */
const stallMs = 5;

const contents = new Map(
  ['a.bin', 'b.bin', 'c.bin'].map((name, i) => [name, new Uint8Array(60 + 40 * i).fill(i + 1)]),
);

/** Pins of a small model, which its files and servers are held against. */
const pins: Promise<ModelPins> = pinned();

async function pinned(): Promise<ModelPins> {
  const files: PinnedFile[] = [];
  for (const [name, bytes] of contents) {
    files.push({ name, path: `path/${name}`, bytes: bytes.length, gitBlob: await gitBlobId(bytes) });
  }
  const sources = ['one', 'two'].map(label => ({
    label,
    urlOf: ({ name }: PinnedFile) => `https://${label}/${name}`,
  }));
  return { precision: 'uint8', files, sources };
}

export const modelTargets: readonly FuzzTarget[] = [
  {
    name: 'pocket weights',
    share: 0.5,
    run: async (random: Random): Promise<void> => {
      // Here alone, since tfjs takes seconds to load, in each worker.
      const { loadPocket } = await import('../../../../webview/engine/network/pocketWeights');
      const length = chance(random, 0.05) ? pocketBytes : below(random, 2 * pocketBytes);
      const bytes = new Uint8Array(length);
      bytes.set(randomBytes(random, Math.min(length, 4000)));
      const network = await loadPocket({ read: () => Promise.resolve(bytes) });
      expectThat(length === pocketBytes, () => `${length} bytes taken`);
      dispose(network);
    },
  },
  {
    name: 'model folders',
    share: 4,
    run: async (random: Random): Promise<void> => {
      const model = await pins;
      const folder = new MemoryFolder('folder', mutatedFiles(random));
      const asked: string[] = [];
      const opened = chance(random, 0.5)
        ? await openOwnFolder([folder, new MemoryFolder('below', mutatedFiles(random))], [model], 'a setting')
        : await openFromPlaces(
            model,
            { packed: [folder], cache: new MemoryFolder('cache', mutatedFiles(random)) },
            missing => {
              asked.push(...missing.map(({ name }) => name));
              return Promise.resolve();
            },
          );
      await checkFiles(opened, model, asked);
    },
  },
  {
    name: 'downloads',
    share: 4,
    run: async (random: Random): Promise<void> => {
      const { files, sources } = await pins;
      const folder = new MemoryFolder('cache', chance(random, 0.3) ? partsOf(random) : []);
      const known = new Set([...files.map(({ name }) => name), ...files.map(({ name }) => `${name}.part`)]);
      try {
        await downloadFiles(files, sources, folder, { fetch: hostileServer(random, contents), stallMs });
        for (const file of files) {
          const bytes = folder.files.get(file.name);
          expectThat(
            bytes !== undefined && (await isGenuine(file, bytes)),
            () => `${file.name} is not the published file`,
          );
        }
      } finally {
        const stray = [...folder.files.keys()].filter(name => !known.has(name));
        expectThat(stray.length === 0, () => `left behind: ${stray.join()}`);
      }
    },
  },
];

/** The files of a model, some of them altered, renamed or missing. */
function mutatedFiles(random: Random): readonly (readonly [string, Uint8Array])[] {
  const samples = [...contents.values()];
  return [...contents]
    .filter(() => chance(random, 0.8))
    .map(([name, bytes]) => [
      chance(random, 0.1) ? `${name}.old` : name,
      chance(random, 0.3) ? mutatedBytes(random, samples) : bytes,
    ]);
}

/** Bytes that an earlier download left, which need not be of the file. */
function partsOf(random: Random): readonly (readonly [string, Uint8Array])[] {
  const bytes = oneOf(random, [...contents.values()]);
  return [['a.bin.part', chance(random, 0.5) ? bytes.slice(0, below(random, 60)) : randomBytes(random, 60)]];
}

/** Every file that was found reads as published; one that was to be downloaded is missing, since nothing was. */
async function checkFiles(opened: VerifiedModel, model: ModelPins, asked: readonly string[]): Promise<void> {
  for (const file of model.files.filter(({ name }) => !asked.includes(name))) {
    expectThat(
      await isGenuine(file, await opened.read(file.name)),
      () => `${file.name} is not the published file`,
    );
  }
}

function dispose({ convolutions }: NetworkWeights): void {
  for (const { kernel, bias, head } of convolutions)
    for (const tensor of [kernel, bias, head]) tensor?.dispose();
}
