import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { mustRun } from '../process/command';
import { repoRoot } from '../process/paths';

export interface PackedExtension {
  readonly path: string;
  /** Whether VGG-19 is inside; if not, `networks` tells why. */
  readonly hasWeights: boolean;
  /** Which networks are inside, in the lines that the command says it in. */
  readonly networks: string;
}

/** Packs the extension by the command of a release. */
export async function packExtension(path: string, args: readonly string[] = []): Promise<PackedExtension> {
  await mkdir(dirname(path), { recursive: true });
  const said = await mustRun(process.execPath, ['scripts/run.mjs', 'package', '--out', path, ...args], {
    cwd: repoRoot,
  });
  const lines = said.trim().split('\n');
  const networks = lines.slice(lines.findIndex(line => line.startsWith('The pocket network'))).join('\n');
  return { path, hasWeights: !networks.includes('NOT inside'), networks };
}
