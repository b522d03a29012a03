import { join } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { repoRoot } from '../process/paths';
import type { RoomImport } from './roomGraph';

const engine = 'webview/engine/';
/** Files in the engine's root that hold types for all rooms. */
const interfaces = ['stylizer.ts', 'engineProtocol.ts', 'platform.ts'];
/** The seam between the rooms and the devices, whose imports count although they are of a type. */
const seam = 'Backend (a type)';

/**
 * Imports from one of the engine's rooms into another, as dependency-cruiser finds them. Those of types alone are left out but
 * for the seam's.
 */
export async function engineRoomImports(): Promise<readonly RoomImport[]> {
  const tsConfig = extractTsConfig(join(repoRoot, 'tsconfig.base.json'));
  const options = { baseDir: repoRoot, includeOnly: `^${engine}`, tsPreCompilationDeps: 'specify' } as const;
  const { output } = await cruise(['webview/engine'], options, undefined, { tsConfig });
  return (output as ICruiseResult).modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap(({ resolved, preCompilationOnly = false }) => {
      const [from, to] = [roomOf(source), roomOf(resolved)];
      if (preCompilationOnly && to !== seam) return [];
      return from && to && from !== to ? [{ from, to, typesOnly: preCompilationOnly }] : [];
    }),
  );
}

/** The room that a file belongs to; none for the files of types, which every room may see. */
function roomOf(path: string): string | undefined {
  const inside = path.slice(engine.length);
  if (interfaces.includes(inside)) return undefined;
  const [, room] = /^(backends\/[^/]+|[^/]+)\//.exec(inside) ?? [];
  if (inside === 'backends/backend.ts') return seam;
  return room ?? 'engine.ts, worker.ts';
}
