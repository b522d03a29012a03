import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { thirdPartyNotices } from '../../../scripts/lib/release/notices';
import { runModelCommand } from '../../fixtures/modelCommand';
import { TemporaryFolder } from '../../fixtures/modelFolders';
import { ModelServer } from '../../fixtures/modelServer';

const repo = join(import.meta.dirname, '../../..');

describe('npm run model', () => {
  let server: ModelServer;
  let folder: TemporaryFolder;

  beforeAll(async () => {
    server = await ModelServer.start(new Map());
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    folder = await TemporaryFolder.make();
  });
  afterEach(async () => {
    server.reset();
    await folder.remove();
  });

  it('names file and sources in one line when it cannot download', async () => {
    server.behave('', { kind: 'status', status: 503 });
    const { code, stdout, stderr } = await runModelCommand(['--to', folder.path], server.base);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    const error = stderr.trim().split('\n').at(-1)!;
    expect(error).toContain('group1-shard');
    expect(error).toContain('HTTP 503');
    expect(await folder.names()).toEqual([]);
  });

  it.each([
    [['--precision', 'float64'], 'uint8, float32'],
    [['--nonsense'], '--help'],
  ])('refuses %j', async (args, hint) => {
    const { code, stderr } = await runModelCommand(args, server.base);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});

describe('the VSIX', () => {
  it('holds nothing but what the extension needs', async () => {
    const files = await listFiles({ cwd: repo, packageManager: PackageManager.None });
    const needed =
      /^((dist|media|l10n)\/|(package(\.nls(\.[\w-]+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE)$)/;
    expect(files.filter(file => !needed.test(file.replaceAll('\\', '/')))).toEqual([]);
    for (const file of ['package.json', 'media/pocket/pocket.bin', 'media/pocket/NOTICE.txt']) {
      expect(files).toContain(file);
    }
    expect(files.some(file => file.endsWith('.map'))).toBe(false);
  });

  it('carries the licence of every package that is bundled', () => {
    const notices = thirdPartyNotices(repo, [
      'src/extension.ts',
      'node_modules/lit/index.js',
      'node_modules/@tensorflow/tfjs-core/dist/index.js',
      'node_modules/lit/decorators.js',
      'node_modules/valibot/dist/index.js',
    ]);
    expect(notices).toMatch(/^lit \d.*\(BSD-3-Clause\)\n\n[\s\S]{0,100}Google LLC/m);
    expect(notices).toMatch(/^@tensorflow\/tfjs-core \d.*\(Apache-2\.0\)\n\n[\s\S]{0,100}Apache License/m);
    expect(notices).toMatch(/^valibot \d/m);
    expect(notices).toMatch(/^@vscode\/codicons \d.*\(CC-BY-4\.0\)/m);
    expect(notices.match(/^lit \d/gm)).toHaveLength(1);
  });
});
