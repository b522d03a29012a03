// Builds the extension and packs it into a VSIX, with VGG-19's weights inside where they can be had:
//   npm run package -- [--out FILE.vsix] [--without-model]
// Works without a network. Exit code 0 when the VSIX is written, 2 for bad usage, 1 for anything else.
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { execa } from 'execa';
import { PasticheError } from '../src/shared/errors';
import { pocketFile } from '../src/shared/model/pocketLayout';
import type { VerifiedModel } from '../src/shared/model/verifiedModel';
import { copyModel, modelNotice } from './lib/release/modelCopy';
import { findWeights, openWeights } from './lib/node/nodeModel';
import { repoRoot } from './lib/process/paths';
import { thirdPartyNotices } from './lib/release/notices';
import { runMain } from './lib/process/runMain';

const modelFolder = join(repoRoot, 'dist', 'model');

const command = {
  usage: 'npm run package -- [flags]',
  flags: {
    out: { value: 'FILE.vsix', about: 'where it is written', fallback: 'pastiche.vsix' },
    'without-model': { about: "leaves VGG-19's weights out" },
  },
} as const;

async function main(out: string, withModel: boolean): Promise<void> {
  await build();
  const inputs = JSON.parse(await readFile(join(repoRoot, 'out', 'bundled.json'), 'utf8')) as string[];
  await writeFile(join(repoRoot, 'dist', 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(repoRoot, inputs));

  const model = withModel ? await weightsToPack() : 'left out as asked (--without-model)';
  const bytes = typeof model === 'string' ? await removeModel() : await packModel(model);
  await createVSIX({
    cwd: repoRoot,
    packagePath: out,
    dependencies: false,
    allowMissingRepository: true,
    // Relative links of the README stay as they are: there is no public repository to resolve them against.
    rewriteRelativeLinks: false,
  });

  const { size } = await stat(out);
  const inside =
    typeof model === 'string'
      ? `VGG-19 is NOT inside: ${model}\nThe extension downloads it in the background; until then the pocket network paints.`
      : `VGG-19 (${model.precision}, ${megabytes(bytes)}) is inside.`;
  const pocket = await stat(join(repoRoot, 'media', 'pocket', pocketFile));
  process.stdout.write(
    `${out} (${megabytes(size)})\nThe pocket network (${megabytes(pocket.size)}) is inside.\n${inside}\n`,
  );
}

async function build(): Promise<void> {
  const options = { cwd: repoRoot, stdio: 'inherit', reject: false } as const;
  const { exitCode } = await execa(process.execPath, ['esbuild.mjs'], options);
  if (exitCode !== 0) throw new PasticheError('internal', `The build failed (exit code ${exitCode}).`);
}

/** VGG-19's weights, or the reason why there are none, which is no error: a VSIX without them works, too. */
async function weightsToPack(): Promise<VerifiedModel | string> {
  const spec = process.env['PASTICHE_MODEL'];
  if (spec === 'pocket') return 'PASTICHE_MODEL is "pocket".';
  // A folder or mirror that was named must work; only the public sources may be unreachable.
  if (spec) return await openWeights(spec);
  const found = await findWeights();
  return found.kind === 'pretrained' ? found : found.reason;
}

async function packModel(model: VerifiedModel): Promise<number> {
  const bytes = await copyModel(model, modelFolder);
  const stale = (await readdir(modelFolder)).filter(name => !model.files.includes(name));
  for (const name of stale) await rm(join(modelFolder, name));
  await writeFile(join(modelFolder, 'NOTICE.txt'), modelNotice);
  return bytes;
}

async function removeModel(): Promise<number> {
  await rm(modelFolder, { recursive: true, force: true });
  return 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

// A file without a folder is one of the clone, wherever npm was called.
await runMain(command, ({ values }) => main(resolve(repoRoot, values.out), !values['without-model']));
