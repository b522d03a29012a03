import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot } from '../process/paths';
import type { SkippedTest } from './outcome';

/** Comes with Debian's Chromium: with it, WebGPU runs on any machine. */
const softwareVulkan = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * What is wrong with skipping a test, or undefined where it is right: a reason must be given, and what it says is needed must
 * not be there.
 * @param exists whether there is a file or folder at an absolute path
 */
export function objectionTo(
  { reason }: SkippedTest,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  if (!reason) return 'it does not say why';
  const paths = (reason.match(/(?:\.\.)?\/[\w./-]*\w/g) ?? []).map(path => resolve(repoRoot, path));
  if (paths.length > 0 && paths.every(exists)) return `${paths.join(' and ')} is there`;
  // A software adapter has no more than the core of WebGPU; a test that needs a feature has looked for it.
  const needsFeature = /WebGPU adapter with /.test(reason);
  if (/WebGPU/.test(reason) && !needsFeature && exists(softwareVulkan))
    return `WebGPU runs here, by ${softwareVulkan}`;
  return undefined;
}
