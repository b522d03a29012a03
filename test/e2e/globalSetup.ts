import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packExtension } from '../../scripts/lib/packedExtension';
import { repoRoot } from '../../scripts/lib/paths';
import { ensureSystemPackages } from '../../scripts/lib/setupPackages';
import { ensureVsCode } from '../../scripts/lib/vscode/install';

/** What all end-to-end tests install. */
export interface Packages {
  /** As it is published: with VGG-19's weights inside, where they can be had. */
  readonly vsix: string;
  readonly hasWeights: boolean;
  /** With the pocket network alone. */
  readonly bareVsix: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    readonly packages: Packages;
  }
}

/** Makes the packages by the same command as a release. */
export async function setup(project: TestProject): Promise<void> {
  await ensureSystemPackages();
  await ensureVsCode();
  const folder = join(repoRoot, 'out', 'e2e');
  // The bare one first: what lies in dist/ afterwards is what is published.
  const bare = await packExtension(join(folder, 'pastiche-bare.vsix'), ['--without-model']);
  const { path, hasWeights, networks } = await packExtension(join(folder, 'pastiche.vsix'));
  if (!hasWeights) process.stdout.write(`${networks}\nThese tests paint on the pocket network.\n`);
  project.provide('packages', { vsix: path, hasWeights, bareVsix: bare.path });
}
