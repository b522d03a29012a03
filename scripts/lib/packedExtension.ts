import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mustRun } from './command';
import { repoRoot } from './paths';

export interface PackedExtension {
  readonly path: string;
  /** Whether VGG-19 is inside; if not, `said` tells why. */
  readonly hasWeights: boolean;
  readonly said: string;
}

/** Packs the extension by the command of a release. */
export async function packExtension(path: string, args: readonly string[] = []): Promise<PackedExtension> {
  await mkdir(dirname(path), { recursive: true });
  const said = await mustRun(process.execPath, ['scripts/run.mjs', 'package', '--out', path, ...args], {
    cwd: repoRoot,
  });
  return { path, hasWeights: !said.includes('NOT inside'), said: said.trim() };
}
