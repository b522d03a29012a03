import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inject } from 'vitest';
import { repoRoot } from '../../scripts/lib/process/paths';
import { modelPins } from '../../src/shared/model/sources';
import type { Model } from '../../webview/engine/stylizer';
import { networkFor, type Network } from '../../webview/engine/network/vgg19';
import { makeRecipe } from '../../src/shared/recipe/recipe';
import { loadPretrained } from '../../webview/engine/network/weights';

export const pins = modelPins.uint8;

/** Folder of material that a development machine may have beside the repository. */
export const shared = resolve(repoRoot, '../shared');

/** The bytes of one of the published files. */
export function weightsFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(inject('weights'), name)));
}

/** The published weights, as a run takes them. */
export function vgg19(): Extract<Model, { kind: 'pretrained' }> {
  return {
    kind: 'pretrained',
    precision: 'uint8',
    files: pins.files.map(({ name }) => name),
    read: name => Promise.resolve(weightsFile(name)),
  };
}

export async function loadVgg19(): Promise<Network> {
  return networkFor(makeRecipe('seed'), await loadPretrained(vgg19()));
}
