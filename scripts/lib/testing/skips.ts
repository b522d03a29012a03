import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { repoRoot, swiftShader } from '../process/paths';
import type { SkippedTest } from './outcome';

/**
 * Objection to skipping a test, or undefined where there is none: the test must give a reason, and what that says is
 * missing must indeed be missing.
 * @param exists true where there is a file or folder at an absolute path
 */
export function objectionTo(
  { reason }: SkippedTest,
  exists: (path: string) => boolean = existsSync,
): string | undefined {
  if (!reason) return 'it does not say why';
  const paths = (reason.match(/(?:\.\.)?\/[\w./-]*\w/g) ?? []).map(path => resolve(repoRoot, path));
  if (paths.length > 0 && paths.every(exists)) return `${paths.join(' and ')} is there`;
  // A test that needs an optional feature has looked for it; a software adapter has only WebGPU's core.
  const needsFeature = /WebGPU adapter with /.test(reason);
  if (/WebGPU/.test(reason) && !needsFeature && exists(swiftShader))
    return `WebGPU runs here, by ${swiftShader}`;
  return undefined;
}
