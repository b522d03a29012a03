import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { repoRoot } from '../paths';

const script = join(repoRoot, 'scripts/lib/bench/torch_seed.py');

/** Debian's packages are seen by the system's own Python alone, which need not be the first on the path. */
const interpreters = ['python3', '/usr/bin/python3'];

/**
 * PyTorch's seconds for an epoch of the seed's recipe on the processor; undefined where there is no PyTorch.
 * @param threads all cores where it is not said
 */
export function torchSeconds(size: number, threads = availableParallelism()): number | undefined {
  for (const python of interpreters) {
    const { status, stdout } = spawnSync(python, [script, String(size), String(threads), '3'], {
      encoding: 'utf8',
    });
    if (status === 0) return Number(stdout.trim());
  }
  return undefined;
}
