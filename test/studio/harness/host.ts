import { PasticheError } from '../../../src/shared/errors';
import { pocketFile } from '../../../src/shared/model/pocketLayout';
import type { HostApi, Job, StudioApi, StudioStart } from '../../../src/shared/messages/protocol';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { RpcPeer } from '../../../src/shared/messages/rpc';
import type { Scenario } from './scenario';
import { wear } from './themes';

/** The harness's extension host, played in the studio's page with real messages. It serves development and is no test. */

const query = new URLSearchParams(location.search);
const scenario = (query.get('scenario') ?? 'run') as Scenario;

const job = (id: string, content: string, style: string): Job => ({
  id,
  content: { uri: `/images/${content}`, name: content },
  styles: [{ image: { uri: `/images/${style}`, name: style }, weight: 1 }],
});

const jobs: readonly Job[] =
  scenario === 'queue'
    ? [
        job('1', 'house_cat.jpg', 'starry_night.jpg'),
        job('2', 'damaged.jpg', 'starry_night.jpg'),
        job('3', 'tubingen.jpg', 'shipwreck.jpg'),
        job('4', 'a-very-long-name-of-a-holiday-picture-2024-08-17.jpg', 'shipwreck.jpg'),
      ]
    : [job('1', 'tubingen.jpg', 'starry_night.jpg')];

const epochs = Number(query.get('epochs') ?? (scenario === 'queue' ? 40 : 300));
const size = Number(query.get('size') ?? 512);

const start: StudioStart = {
  version: '0.1.0',
  intent: { jobs, preset: 'seed', recipe: makeRecipe('seed', { size, epochs }) },
  settings: {
    device: 'auto',
    output: { type: 'png', quality: 90 },
    autoSave: scenario !== 'unsaved',
    saveEvery: 0,
    memoryBudget: 0,
  },
  assets: { worker: scenario === 'real' ? '/engine.js' : `/worker.js?scenario=${scenario}`, wasm: '/wasm/' },
  autoStart: scenario !== 'restored',
  studio: 'harness',
  kept: [],
  resumes: false,
};

const log: unknown[] = [];
Object.assign(window, { hostLog: log });

const studio = new RpcPeer<HostApi, StudioApi>(
  message => window.postMessage(message, '*'),
  {
    ready: () => start,
    readImage: async ({ uri }) => {
      const response = await fetch(uri);
      if (!response.ok) throw new PasticheError('image', `${uri} is gone.`, 'Choose another image.');
      const bytes = new Uint8Array(await response.arrayBuffer());
      return uri.includes('damaged') ? bytes.subarray(5000) : bytes;
    },
    prepareModel: async () => {
      await new Promise(resolve => setTimeout(resolve, scenario === 'slow' ? 60_000 : 300));
      if (scenario === 'real') return { kind: 'pocket' };
      if (scenario === 'pocket') return { kind: 'pocket', vgg19: { kind: 'fetching', percent: 34 } };
      return { kind: 'pretrained', precision: 'uint8', files: ['weights'] };
    },
    networkAtHand: () => null,
    readModelFile: async ({ file }) => {
      if (file !== pocketFile) return new Uint8Array(1000);
      return new Uint8Array(await (await fetch(`/${file}`)).arrayBuffer());
    },
    probeOutput: () => undefined,
    saveImage: request => {
      log.push({ saved: request.job.id, bytes: request.bytes.length, epoch: request.intermediateEpoch });
      if (scenario === 'unsaved') {
        throw new PasticheError(
          'output',
          'The folder /photos/stylized is read-only.',
          'Choose another output folder.',
        );
      }
      const name = `${request.job.content.name.replace(/\.\w+$/, '')}--starry_night.png`;
      return { uri: `file:///photos/stylized/${name}`, label: `photos/stylized/${name}` };
    },
    keepRun: () => null,
    keepPicture: () => crypto.randomUUID(),
    readCheckpoint: () => {
      throw new PasticheError('usage', 'The harness keeps nothing.');
    },
    endRun: () => null,
    forgetPicture: () => null,
    askPlace: () => null,
    saveAt: ({ uri }) => ({ uri, label: uri }),
    askRemoval: () => 'discard',
    pickStyle: () => ({ uri: '/images/shipwreck.jpg', name: 'shipwreck.jpg' }),
    pickMask: () => ({ uri: '/images/shipwreck.jpg', name: 'shipwreck.jpg' }),
    openImage: params => void log.push(params),
    openSettings: params => void log.push(params),
    remember: params => void log.push(params),
    engineReady: () => undefined,
    runChanged: params => void log.push(params),
    runFailed: params => void log.push(params),
    log: params => console.log(params.level, params.text),
  },
  error => console.error('host', error),
);

let known: unknown;
Object.assign(window, {
  acquireVsCodeApi: () => ({
    postMessage(message: unknown) {
      const copy = structuredClone(message);
      setTimeout(() => studio.receive(copy));
    },
    setState: (state: unknown) => (known = state),
    getState: () => known,
  }),
  studio,
});

wear(query.get('theme') ?? 'dark');
