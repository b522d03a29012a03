import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packExtension } from '../../scripts/lib/release/packedExtension';
import { repoRoot } from '../../scripts/lib/process/paths';
import { ensureSystemPackages } from '../../scripts/lib/process/setupPackages';
import { ensureVsCode, vsCodeAges } from '../../scripts/lib/vscode/install';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the package that all end-to-end tests install, packed without VGG-19. */
    readonly vsix: string;
  }
}

/** Packs the extension by the same command as a release. */
export async function setup(project: TestProject): Promise<void> {
  await ensureSystemPackages();
  for (const age of vsCodeAges) await ensureVsCode(age);
  const vsix = join(repoRoot, 'out', 'e2e', 'pastiche.vsix');
  await packExtension(vsix, ['--without-model']);
  project.provide('vsix', vsix);
}
