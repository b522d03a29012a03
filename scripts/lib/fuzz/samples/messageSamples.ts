import type { Job } from '../../../../src/shared/messages/protocol';
import { makeRecipe } from '../../../../src/shared/recipe/recipe';

/** Valid parameters of the methods of host, studio and Check GPU, for the fuzzer to change. */

const ref = (name: string): Job['content'] => ({ uri: `file:///w/${name}`, name });

export const regionSample = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==';

export const jobSample: Job = {
  id: '1',
  content: ref('photo.jpg'),
  styles: [
    { image: ref('wave.jpg'), weight: 70 },
    { image: ref('ink.jpg'), weight: 30, region: { kind: 'painted', uri: regionSample } },
    { image: ref('sky.jpg'), weight: 1, region: { kind: 'image', image: ref('mask.png') } },
  ],
};

const recipe = makeRecipe('draft');
const error = { code: 'image', message: 'a.png is empty.', remedy: 'Choose another.', stack: 'Error' };
const output = { type: 'png', quality: 92 };
const intent = { jobs: [jobSample], preset: 'draft', recipe };

export type Calls = readonly (readonly [method: string, params: unknown])[];

export const hostCalls: Calls = [
  ['ready', null],
  ['readImage', { uri: 'file:///w/photo.jpg' }],
  ['prepareModel', null],
  ['readModelFile', { file: 'pocket.bin' }],
  [
    'saveImage',
    { job: jobSample, bytes: new Uint8Array(4), format: output, model: 'pocket', intermediateEpoch: 50 },
  ],
  [
    'saveImage',
    { job: jobSample, bytes: new Uint8Array(4), format: output, model: 'vgg19-uint8', waiting: 2 },
  ],
  ['pickStyle', { content: jobSample.content }],
  ['pickMask', { content: jobSample.content }],
  ['openImage', { uri: 'file:///w/photo.jpg' }],
  ['openSettings', { query: 'pastiche.device' }],
  ['remember', { studio: 'a', intent }],
  ['engineReady', null],
  ['runChanged', { phase: 'running', title: 'photo.jpg · wave' }],
  ['runFailed', { job: jobSample, error, waiting: 1 }],
  ['log', { level: 'info', text: 'hello' }],
];

export const studioCalls: Calls = [
  ['enqueue', intent],
  ['command', { command: 'pause' }],
  ['settingsChanged', { device: 'auto', output, autoSave: true, saveEvery: 0, memoryBudget: 0 }],
  ['vgg19Changed', { kind: 'fetching', percent: 10 }],
  ['vgg19Changed', { kind: 'failed', reason: 'offline' }],
];

export const checkCalls: Calls = [
  ['ready', null],
  ['copy', { text: 'report' }],
  ['failed', error],
];
