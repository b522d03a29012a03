import type { ModelPins, ModelSource, PinnedFile, WeightPrecision } from './modelPins';

/**
 * Published sources of VGG-19's weights, each repository pinned to a commit and each file to its git blob id, so that the
 * weights are the same to the byte, whoever serves them. Only the files up to conv5_1 are listed: the first 13 of each set.
 *
 * The weights: VGG-19 by K. Simonyan and A. Zisserman (arXiv:1409.1556), Visual Geometry Group, University of Oxford, CC BY
 * 4.0; converted to tfjs by the owners of the repositories below.
 */

interface Repository {
  readonly name: string;
  readonly commit: string;
}

/** VGG-19 in one stream, quantised to one byte a weight, cut into files of 1 MiB. */
const uint8Repository: Repository = {
  name: 'azertat/tfjs_models',
  commit: '3c14b35a1b5037c331fe01da1b00d2d3bb09bba9',
};

const uint8Blobs = [
  '5c765af5bb5dc0d9c7917815a4b88ca1d861b935',
  '66885e3ec70af6a4dab4fdce307a3d1e92d2a4c3',
  '60dc408dbe74e79a77ff04e13f35c427c15f5428',
  '46f3758061b1a992299b48febef619fda8ae9b9f',
  '0c6f331798092a31b4ed3e0e37e6e9bcd686cd40',
  '0efe1dfbf5017d054cba8421a4e5308553e38614',
  'a265e0ff0b65770dbf97bd7188c686c8324f6bf2',
  'f51fa6aeaf8b703b4368bd694da58698e7e93630',
  '38809d81bdaf1f6b4a1e664bc40d354d2a1e696f',
  '2be19204ea48515c4b77fa642280133e072c643c',
  'd008b7faebf9cfc3b343a3a5108d803fb83ba836',
  '0b5975bc16f1a5b347d61283b0b53492d31f9a87',
  '38910d3ff52e9d8ea3e3604d9a3d322653105634',
];

/** VGG-19 in one stream of float32, cut into files of 4 MiB. */
const float32Repository: Repository = {
  name: 'paulsp94/tfjs_vgg19_imagenet',
  commit: 'ea6bea2ac90e492592b552346e02abcb0eafa443',
};

/** A copy of the float32 files under other names. */
const float32Mirror: Repository = {
  name: 'TYPECASTINGSG/tf-js-models',
  commit: '86048f4ddc52d3d7b74fbdb3657c1eb3fc00e461',
};

const float32Blobs = [
  'bd5e1c3eee2381f3858abc58ed785aeb3946ed48',
  '5859ce588543576b220d0d2b30ca1012233a5082',
  '6fca29b5aa3617fdc0e46b02c6d5facc983e6086',
  '02a8a0b5874bfdb287a8d5a7c76061dd8fe65cf1',
  '1993c370bc8ef592991a79f41d4df13bc7a85acf',
  'd3c37ae7d5e8e408e3dace56be01e8a572b3d291',
  'db528613fb2bb6ee4dd57875afc39c8b08663c05',
  'c1628d3b6b80692cbf306108ccfccfb1d6ea8589',
  'aaf2041995b59ad62fc6356399afdd0f25087c06',
  'a53159356b2b10bf924fd6131f412a269d6fe59f',
  'aaec1149a1ff802cfa1323e9e4c0749d425e3390',
  'da22ac42e843c6ebd3f454203145168e0fdc4b68',
  '2a3fa6bafd385cbe36d8005e40b3852af4debb4b',
];

const mebibyte = 2 ** 20;

export const uint8Pins: ModelPins = {
  precision: 'uint8',
  files: uint8Blobs.map((gitBlob, index) =>
    pin('models/little_shards', `group1-shard${index + 1}of138.bin`, mebibyte, gitBlob),
  ),
  sources: [github(uint8Repository), jsdelivr(uint8Repository)],
};

export const float32Pins: ModelPins = {
  precision: 'float32',
  files: float32Blobs.map((gitBlob, index) =>
    pin('model', `group1-shard${index + 1}of20.bin`, 4 * mebibyte, gitBlob),
  ),
  sources: [
    github(float32Repository),
    jsdelivr(float32Repository),
    github(float32Mirror, file => `vgg19/${file.name.replace('of20', 'of138')}`),
  ],
};

export const modelPins: Readonly<Record<WeightPrecision, ModelPins>> = {
  uint8: uint8Pins,
  float32: float32Pins,
};

function pin(folder: string, name: string, bytes: number, gitBlob: string): PinnedFile {
  return { name, path: `${folder}/${name}`, bytes, gitBlob };
}

function github(
  repository: Repository,
  pathOf: (file: PinnedFile) => string = file => file.path,
): ModelSource {
  const base = `https://raw.githubusercontent.com/${repository.name}/${repository.commit}`;
  return { label: `GitHub (${repository.name})`, urlOf: file => `${base}/${pathOf(file)}` };
}

function jsdelivr(repository: Repository): ModelSource {
  const base = `https://cdn.jsdelivr.net/gh/${repository.name}@${repository.commit}`;
  return { label: `jsDelivr (${repository.name})`, urlOf: file => `${base}/${file.path}` };
}
