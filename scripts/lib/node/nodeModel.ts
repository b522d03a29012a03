import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { asPasticheError, PasticheError } from '../../../src/shared/errors';
import { abortWith } from '../../../src/shared/model/abortWith';
import { downloadFiles, type DownloadProgress } from '../../../src/shared/model/modelDownload';
import {
  mirrorSources,
  precisions,
  type ModelPins,
  type WeightPrecision,
} from '../../../src/shared/model/modelPins';
import { openFromPlaces, openOwnFolder } from '../../../src/shared/model/modelPlaces';
import type { Fetch } from '../../../src/shared/model/requestBytes';
import { modelPins } from '../../../src/shared/model/sources';
import type { VerifiedModel } from '../../../src/shared/model/verifiedModel';
import type { Model } from '../../../webview/engine/stylizer';
import { NodeFolder } from './nodeFolder';
import { repoRoot } from '../process/paths';

export interface NodeModelOptions {
  /** Precision of the weights, where the folder does not determine it; `uint8` by default. */
  readonly precision?: WeightPrecision;
  /** Folder that downloads go to; `cacheFolder()` by default. */
  readonly cache?: string;
  /** Folders that may hold the weights already, best first; `localFolders()` by default. */
  readonly packed?: readonly string[];
  readonly pins?: Readonly<Record<WeightPrecision, ModelPins>>;
  readonly signal?: AbortSignal;
  readonly stallMs?: number;
  /**
   * Makes a promise that settles when sources that have not answered are given up; without it only `stallMs` limits them.
   */
  readonly patience?: () => Promise<unknown>;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Logs a line about an altered file or a source that failed; to stderr by default. */
  readonly log?: (text: string) => void;
}

/** Milliseconds that commands that can do without VGG-19 wait for the first answer of its sources. */
const patienceMs = 4000;

/**
 * Opens the engine's model in Node.
 * @param spec a folder with VGG-19's published files, the base URL of a mirror, or `pocket`; without it the variable
 * PASTICHE_MODEL counts, then packed, cached and published weights are tried, and the pocket network is taken where there
 * are none
 * @throws PasticheError `model` or `network`, with what to do next, where weights that were named cannot be had
 */
export async function openModel(spec?: string, options: NodeModelOptions = {}): Promise<Model> {
  const wanted = spec || process.env['PASTICHE_MODEL'];
  if (wanted === 'pocket') return pocketModel();
  if (wanted) return openWeights(wanted, options);
  const found = await findWeights(options);
  if (found.kind === 'pretrained') return found;
  const reason = found.reason.replace(/\.$/, '');
  (options.log ?? toStderr)(`${reason}: painted on the pocket network.`);
  return pocketModel();
}

/** Opens VGG-19 where its weights are on this machine or can be fetched, and else returns the reason why not. */
export async function findWeights(
  options: NodeModelOptions = {},
): Promise<VerifiedModel | { readonly kind: 'none'; readonly reason: string }> {
  try {
    return await openWeights(undefined, { patience: waitForAnswer, ...options });
  } catch (thrown) {
    const { code, message } = asPasticheError(thrown);
    if (code !== 'network' && code !== 'model') throw thrown;
    return { kind: 'none', reason: message };
  }
}

/** The pocket network, which is part of the repository. */
export function pocketModel(): Model {
  const folder = join(repoRoot, 'media', 'pocket');
  return { kind: 'pocket', read: async file => new Uint8Array(await readFile(join(folder, file))) };
}

/** Opens VGG-19 and no other network: `spec` is a folder, a base URL, or absent for the usual places. */
export async function openWeights(
  spec: string | undefined,
  options: NodeModelOptions = {},
): Promise<VerifiedModel> {
  const pins = options.pins ?? modelPins;
  const precision = options.precision ?? 'uint8';
  const log = options.log ?? toStderr;
  const isUrl = spec !== undefined && /^https?:\/\//i.test(spec);
  if (spec && !isUrl) return openFolder(spec, pins, precision);

  const cache = new NodeFolder(options.cache ?? cacheFolder(precision));
  // Weights of a URL are fetched from there, not taken from elsewhere on this machine; only downloads in the cache are used
  // again.
  const local = options.packed ?? (isUrl ? [] : localFolders(precision));
  const packed = local.map(folder => new NodeFolder(folder));
  const sources = isUrl ? mirrorSources(spec) : pins[precision].sources;
  return openFromPlaces(
    pins[precision],
    { packed, cache },
    missing =>
      whileAnswered(options, request =>
        downloadFiles(missing, sources, cache, {
          ...request,
          onProgress: options.onProgress ?? progressOnStderr(),
          // Each source's answer is in the error; the lines about them go to callers that asked for a log.
          ...(options.log ? { log } : {}),
          ...(options.stallMs === undefined ? {} : { stallMs: options.stallMs }),
        }),
      ),
    log,
  );
}

/** Runs a download, and aborts it if no source has answered by the end of the patience; one answer is enough to go on. */
async function whileAnswered(
  { patience, signal }: NodeModelOptions,
  download: (request: { readonly fetch: Fetch; readonly signal: AbortSignal }) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const unlink = abortWith(stop, signal);
  let isAnswered = false;
  let gaveUp = false;
  void patience?.().then(() => {
    if (isAnswered) return;
    gaveUp = true;
    stop.abort();
  });
  const listening: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    isAnswered = true;
    return response;
  };
  try {
    await download({ fetch: listening, signal: stop.signal });
  } catch (thrown) {
    if (!gaveUp) throw thrown;
    throw new PasticheError(
      'network',
      "VGG-19's sources do not answer.",
      'Check the network connection and try again.',
    );
  } finally {
    unlink();
  }
}

function waitForAnswer(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, patienceMs).unref());
}

async function openFolder(
  spec: string,
  pins: Readonly<Record<WeightPrecision, ModelPins>>,
  preferred: WeightPrecision,
): Promise<VerifiedModel> {
  const base = resolve(spec);
  if (!statSync(base, { throwIfNoEntry: false })?.isDirectory()) {
    throw new PasticheError(
      'model',
      `The model folder ${base} does not exist.`,
      'PASTICHE_MODEL and --model take a folder, an http(s) URL or the word pocket.',
    );
  }
  const candidates = [...precisions]
    .sort((a, b) => Number(b === preferred) - Number(a === preferred))
    .map(precision => pins[precision]);
  const below = candidates.map(({ files }) => join(base, dirname(files[0]!.path)));
  return openOwnFolder(
    [new NodeFolder(base), ...below.map(folder => new NodeFolder(folder))],
    candidates as [ModelPins, ...ModelPins[]],
    'PASTICHE_MODEL or --model',
  );
}

/** Folder of downloads: below PASTICHE_CACHE, else below the system's folder for caches. */
export function cacheFolder(precision: WeightPrecision): string {
  return join(process.env['PASTICHE_CACHE'] || join(systemCache(), 'pastiche'), `vgg19-${precision}`);
}

function systemCache(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}

/**
 * Folders on a developer's machine that may hold the weights: those packed last, and the material beside the repository.
 */
export function localFolders(precision: WeightPrecision): readonly string[] {
  return [join(repoRoot, 'dist', 'model'), resolve(repoRoot, '..', 'shared', 'models', `vgg19-${precision}`)];
}

function toStderr(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints progress as one line that is overwritten in a terminal; in a log, only the first and the last are printed. */
function progressOnStderr(): (progress: DownloadProgress) => void {
  let shown = -1;
  return ({ doneBytes, totalBytes }) => {
    const percent = Math.floor((100 * doneBytes) / totalBytes);
    if (percent === shown || doneBytes === 0) return;
    const first = shown < 0;
    shown = percent;
    const line = `Downloading VGG-19: ${(doneBytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${percent === 100 ? '\n' : ''}`);
    else if (first || percent === 100) process.stderr.write(`${line}\n`);
  };
}
