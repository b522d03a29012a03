import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { thirdPartyNotices } from '../../scripts/lib/notices';
import { totalBytes } from '../../src/shared/model/modelPins';
import { TemporaryFolder } from '../fixtures/modelFolders';
import { ModelServer } from '../fixtures/modelServer';
import { testModel, type TestModel } from '../fixtures/testModel';

const repo = join(import.meta.dirname, '../..');

let model: TestModel;
let server: ModelServer;
let folder: TemporaryFolder;

beforeAll(async () => {
  model = await testModel();
  server = await ModelServer.start(model.files);
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await TemporaryFolder.make();
});
afterEach(async () => {
  server.reset();
  await folder.remove();
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs scripts/model.ts as npm does; `watch` may end it. */
function run(args: readonly string[], source: string, watch?: (kill: () => void) => void): Promise<Outcome> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/model.ts', ...args], {
    cwd: repo,
    env: { ...process.env, PASTICHE_MODEL: source },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', chunk => (stdout += String(chunk)));
  child.stderr.on('data', chunk => (stderr += String(chunk)));
  watch?.(() => child.kill('SIGKILL'));
  return new Promise(resolve => child.on('close', code => resolve({ code, stdout, stderr })));
}

describe('npm run model', { timeout: 60_000 }, () => {
  it('downloads the published files and prints their folder alone on stdout', async context => {
    if (!model.real) return context.skip('needs the published files');
    const { code, stdout } = await run(['--to', folder.path], server.base);
    expect(code).toBe(0);
    expect(stdout).toBe(`${folder.path}\n`);
    expect((await folder.names()).sort()).toEqual([...model.files.keys()].sort());
    expect(await folder.damaged(model.pins.files)).toEqual([]);
  });

  it('killed at any moment leaves nothing half-written, and downloads only the rest next time', async context => {
    if (!model.real) return context.skip('needs the published files');
    server.behave('', { kind: 'slow', chunkBytes: 65_536, delayMs: 2 });
    const sent = (): number => server.requests.reduce((sum, request) => sum + request.sent, 0);
    await run(['--to', folder.path], server.base, kill => {
      const timer = setInterval(() => {
        if (sent() < 5_000_000) return;
        clearInterval(timer);
        kill();
      }, 5);
    });
    expect(await folder.damaged(model.pins.files)).toEqual([]);
    const whole = (await folder.names()).filter(name => model.files.has(name));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(model.files.size);

    server.reset();
    expect((await run(['--to', folder.path], server.base)).code).toBe(0);
    expect(server.requests.some(({ name }) => whole.includes(name))).toBe(false);
    expect(sent()).toBeLessThanOrEqual(
      totalBytes(model.pins.files.filter(({ name }) => !whole.includes(name))),
    );
    expect(await folder.damaged(model.pins.files)).toEqual([]);
    expect((await folder.names()).filter(name => model.files.has(name))).toHaveLength(model.files.size);
  });

  it('names file and sources in one line when it cannot download', async () => {
    server.behave('', { kind: 'status', status: 503 });
    const { code, stdout, stderr } = await run(['--to', folder.path], server.base);
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
    const { code, stderr } = await run(args, server.base);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});

describe('the VSIX', { timeout: 60_000 }, () => {
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
