import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { run } from '../process/command';
import { repoRoot } from '../process/paths';

export interface PackedExtension {
  readonly path: string;
  /** True where VGG-19 is inside; if not, `networks` says why. */
  readonly hasWeights: boolean;
  /** Lines of the packing command's output that say which networks are inside. */
  readonly networks: string;
}

/** Packs the extension by the same command as a release. */
export async function packExtension(path: string, args: readonly string[] = []): Promise<PackedExtension> {
  await mkdir(dirname(path), { recursive: true });
  const { all } = await run(process.execPath, ['scripts/run.mjs', 'package', '--out', path, ...args], {
    cwd: repoRoot,
  });
  const lines = all.trim().split('\n');
  const networks = lines.slice(lines.findIndex(line => line.startsWith('The pocket network'))).join('\n');
  return { path, hasWeights: !networks.includes('NOT inside'), networks };
}
