import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { repoRoot } from '../../scripts/lib/process/paths';
import { ensureSystemPackages } from '../../scripts/lib/process/setupPackages';
import { packExtension } from '../../scripts/lib/release/packedExtension';
import { ensureVsCode } from '../../scripts/lib/vscode/install';
import { readPicture, stylize, useVsCode } from '../e2e/support';

const vsix = join(repoRoot, 'out', 'vgg19', 'pastiche.vsix');

describe('the extension with VGG-19 inside', () => {
  beforeAll(async () => {
    await ensureSystemPackages();
    await ensureVsCode();
    vi.stubEnv('PASTICHE_MODEL', inject('weights'));
    const { hasWeights, networks } = await packExtension(vsix);
    vi.unstubAllEnvs();
    expect(hasWeights, networks).toBe(true);
  });
  // This VS Code reaches no server: weights that are not in the package cannot be had.
  const vscode = useVsCode({ vsix: [vsix], settings: { 'pastiche.model.network': 'vgg19' } });

  it('paints on it at once, and downloads nothing', async () => {
    const { workbench, folder } = await vscode.open({ settings: { 'pastiche.epochs': 2 } });
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await workbench.studio.waitForPhase('finished');
    const picture = await readPicture(join(folder, 'stylized/boats--woodcut.png'), join(folder, 'boats.jpg'));
    expect(picture).toMatchObject({ width: 48, height: 38 });
    expect(picture.record).toMatchObject({
      model: 'vgg19-uint8',
      epochs: 2,
      recipe: { size: 48, epochs: 2 },
    });
    expect(picture.difference).toBeGreaterThan(1);
    const log = await vscode.session.server.readPasticheLog();
    expect(log.filter(line => /download/i.test(line))).toEqual([]);
  });
});
