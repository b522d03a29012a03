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
  type Precision,
} from '../../../src/shared/model/modelPins';
import { openFromPlaces, openOwnFolder } from '../../../src/shared/model/modelPlaces';
import type { Fetch } from '../../../src/shared/model/requestBytes';
import { modelPins } from '../../../src/shared/model/sources';
import type { VerifiedModel } from '../../../src/shared/model/verifiedModel';
import type { Model } from '../../../webview/engine/stylizer';
import { NodeFolder } from './nodeFolder';
import { repoRoot } from '../process/paths';

export interface NodeModelOptions {
  /** Which weights to look for where the folder does not say it; `uint8` unless told. */
  readonly precision?: Precision;
  /** Folder that downloads go to; `cacheFolder()` unless told. */
  readonly cache?: string;
  /** Folders that may hold the weights already, best first; `localFolders()` unless told. */
  readonly packed?: readonly string[];
  readonly pins?: Readonly<Record<Precision, ModelPins>>;
  readonly signal?: AbortSignal;
  readonly stallMs?: number;
  /** Settles when sources that have not answered at all are given up; without it each has its `stallMs`. */
  readonly patience?: () => Promise<unknown>;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** A line about an altered file or a source that failed; goes to stderr unless told. */
  readonly log?: (text: string) => void;
}

/** How long commands that can do without VGG-19 wait for a first answer of its sources. */
const patienceMs = 4000;

/**
 * The engine's model in Node.
 * @param spec a folder with VGG-19's published files, the base URL of a mirror, or `pocket`; without it the variable
 * PASTICHE_MODEL is asked, then packed, cached and published weights, and the pocket network stands in where there are none
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

/** VGG-19 where its weights are on this machine or can be fetched, else in words why not. */
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

/** The network in the box. */
export function pocketModel(): Model {
  const folder = join(repoRoot, 'media', 'pocket');
  return { kind: 'pocket', read: async file => new Uint8Array(await readFile(join(folder, file))) };
}

/** VGG-19 and no other: `spec` is a folder or a URL, or absent. */
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
  // Who names a URL means that URL, not what happens to lie on this machine; only its own downloads are kept.
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
          // What each source answered is in the error; a line for each is for those who ask for it.
          ...(options.log ? { log } : {}),
          ...(options.stallMs === undefined ? {} : { stallMs: options.stallMs }),
        }),
      ),
    log,
  );
}

/** Ends a download whose sources have all been silent until the patience ended; one answer is enough to go on. */
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
  pins: Readonly<Record<Precision, ModelPins>>,
  preferred: Precision,
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

/** Where downloads are kept: under PASTICHE_CACHE, else under the system's folder for caches. */
export function cacheFolder(precision: Precision): string {
  return join(process.env['PASTICHE_CACHE'] || join(systemCache(), 'pastiche'), `vgg19-${precision}`);
}

function systemCache(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
}

/** Folders on a developer's machine that need no download: what was packed last, and the material beside the repo. */
export function localFolders(precision: Precision): readonly string[] {
  return [join(repoRoot, 'dist', 'model'), resolve(repoRoot, '..', 'shared', 'models', `vgg19-${precision}`)];
}

function toStderr(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One line, once something has come, that is written over in a terminal; in a log only the first and the last. */
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
