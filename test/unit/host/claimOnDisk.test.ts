import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repoRoot } from '../../../scripts/lib/process/paths';
import { claimOnDisk } from '../../../src/node/claimOnDisk';

const programs = 8;
const each = 40;

describe('a name that many programs ask for at once', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pastiche-claim-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Starts the programs, lets them save at once, and tells which names each was given. */
  async function race(way: 'links' | 'no-links'): Promise<Map<string, string>> {
    const children = Array.from({ length: programs }, (_, n) => {
      const letter = String.fromCharCode(97 + n);
      const child = join(repoRoot, 'test/fixtures/claimChild.ts');
      const args = ['--import', 'tsx', child, folder, letter, String(each), way];
      const running = spawn(process.execPath, args, { cwd: repoRoot, stdio: ['pipe', 'pipe', 'inherit'] });
      const lines: string[] = [];
      running.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n')));
      const ready = new Promise(resolve => running.stdout.once('data', resolve));
      const ended = new Promise<void>((resolve, reject) => {
        running.once('close', code => (code === 0 ? resolve() : reject(new Error(`code ${code}`))));
      });
      return { letter, lines, ready, ended, go: () => running.stdin.end('go\n') };
    });
    await Promise.all(children.map(({ ready }) => ready));
    for (const { go } of children) go();
    await Promise.all(children.map(({ ended }) => ended));
    const owners = new Map<string, string>();
    for (const { letter, lines } of children) {
      const names = JSON.parse(lines.find(line => line.startsWith('['))!) as readonly string[];
      names.forEach((name, n) => owners.set(`${letter}${n}`, name));
    }
    return owners;
  }

  /** Pictures that are not whole under the name that their program was given. */
  async function lost(owners: ReadonlyMap<string, string>): Promise<readonly string[]> {
    const missing: string[] = [];
    for (const [picture, name] of owners) {
      const text = await readFile(join(folder, name), 'utf8');
      if (text !== `${picture} `.repeat(20_000)) missing.push(picture);
    }
    return missing;
  }

  it.each(['links', 'no-links'] as const)('is given to one of them: %s', async way => {
    const owners = await race(way);
    expect(owners.size).toBe(programs * each);
    expect(await lost(owners)).toEqual([]);
    expect(new Set(owners.values()).size).toBe(programs * each);
    // Each name has a picture, and nothing else is left.
    expect((await readdir(folder)).sort()).toEqual([...owners.values()].sort());
  });

  it('is left alone where it is taken, by a file of whatever kind', async () => {
    const [from, to] = [join(folder, 'new'), join(folder, 'old')];
    await writeFile(from, 'new');
    await writeFile(to, 'old');
    expect(await claimOnDisk(from, to)).toBe('taken');
    expect(await claimOnDisk(from, to, () => Promise.reject(new Error('no links')))).toBe('taken');
    expect(await readFile(to, 'utf8')).toBe('old');
    expect(await readFile(from, 'utf8')).toBe('new');
  });

  it('is free again where the picture could not be moved to it', async () => {
    const to = join(folder, 'never.png');
    await expect(claimOnDisk(join(folder, 'gone'), to)).rejects.toThrow(/ENOENT/);
    expect(await readdir(folder)).toEqual([]);
  });
});
