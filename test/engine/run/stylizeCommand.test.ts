import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repoRoot } from '../../../scripts/lib/process/paths';
import { recordKeyword } from '../../../src/shared/messages/output';
import { encodedImage } from '../../fixtures/images';

interface Trace {
  readonly recipe: Record<string, unknown>;
  readonly device: string;
  readonly curve: readonly Record<'style' | 'content' | 'variation' | 'total', number>[];
  readonly seconds: number;
  readonly peakBytes: number;
  readonly tensorsAtEnd: number;
}

describe('npm run stylize', () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pastiche-stylize-'));
    writeFileSync(join(folder, 'content.png'), await encodedImage('png', 30, 20));
    writeFileSync(join(folder, 'style.webp'), await encodedImage('webp', 24, 24, { seed: 2 }));
    writeFileSync(join(folder, 'empty.png'), '');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs the command as npm does, but for npm itself, which takes longer to start than the command. */
  function stylize(...args: string[]): { status: number | null; stdout: string; error: string } {
    return command(process.execPath, ['scripts/run.mjs', 'stylize', ...args]);
  }

  function command(
    program: string,
    args: readonly string[],
  ): { status: number | null; stdout: string; error: string } {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: repoRoot,
      encoding: 'utf8',
      env: { ...process.env, PASTICHE_MODEL: 'pocket' },
    });
    return { status, stdout, error: stderr.trim().split('\n').at(-1)! };
  }

  const path = (name: string): string => join(folder, name);
  const images = (): [string, string] => [path('content.png'), path('style.webp')];

  it('writes the picture, its recipe inside, and the trace', () => {
    const options = [
      ...['--size', '24', '--epochs', '4', '--style-ratio', '500'],
      ...['--init', 'noise', '--seed', '9'],
    ];
    const { status, stdout } = command('npm', [
      ...['run', '--silent', 'stylize', '--', ...images()],
      ...['--out', path('out.png'), '--trace', path('t.json'), '--device', 'wasm', ...options],
    ]);
    expect(status).toBe(0);
    expect(stdout).toBe('');
    const { width, height, text } = decode(readFileSync(path('out.png')));
    expect([width, height]).toEqual([24, 16]);
    const recipe = { size: 24, epochs: 4, styleRatio: 500, initialImage: 'noise', seed: 9 };
    expect(JSON.parse(text[recordKeyword]!)).toMatchObject({
      recipe,
      model: 'pocket',
      content: 'content.png',
    });
    const trace = JSON.parse(readFileSync(path('t.json'), 'utf8')) as Trace;
    expect(trace.recipe).toMatchObject(recipe);
    expect(trace.device).toBe('wasm');
    expect(trace.curve).toHaveLength(4);
    for (const { style, content, variation, total } of trace.curve) {
      expect(total).toBeCloseTo(style + content + variation, 3);
    }
    expect(trace.curve[3]!.total).toBeLessThan(trace.curve[0]!.total);
    expect(trace.seconds).toBeGreaterThan(0);
    expect(trace.peakBytes).toBeGreaterThan(0);
    expect(trace.tensorsAtEnd).toBe(0);

    const again = ['--out', path('again.png'), '--device', 'wasm', '--recipe'];
    for (const source of ['out.png', 't.json']) {
      expect(stylize(...images(), ...again, path(source)).status).toBe(0);
      expect(readFileSync(path('again.png'))).toEqual(readFileSync(path('out.png')));
    }
    expect(stylize(...images(), ...again, path('out.png'), '--seed', '8').status).toBe(0);
    expect(readFileSync(path('again.png'))).not.toEqual(readFileSync(path('out.png')));
  });

  it('computes on WebGPU where it is asked to, be it in software', () => {
    const { status, error } = stylize(
      ...images(),
      ...['--out', path('gpu.png'), '--trace', path('gpu.json'), '--device', 'webgpu'],
      ...['--size', '20', '--epochs', '2', '--preset', 'seed'],
    );
    expect(status, error).toBe(0);
    const trace = JSON.parse(readFileSync(path('gpu.json'), 'utf8')) as Trace;
    expect(trace.device).toBe('webgpu');
    expect(trace.tensorsAtEnd).toBe(0);
    expect(decode(readFileSync(path('gpu.png')))).toMatchObject({ width: 20, height: 13 });
  });

  it.each([
    ['no arguments', [], /Two images are needed/],
    ['no --out', ['a.png', 'b.png'], /--out FILE is missing/],
    ['an unknown option', ['a.png', 'b.png', '--out', 'x.png', '--sise', '3'], /'--sise'/],
    [
      'a size out of bounds',
      ['a.png', 'b.png', '--out', 'x.png', '--size', '9'],
      /--size must be a whole number from 16 to 4096; it is 9\./,
    ],
    [
      'a word for a number',
      ['a.png', 'b.png', '--out', 'x.png', '--epochs', 'many'],
      /--epochs must be .*; it is "many"\./,
    ],
    [
      'an unknown preset',
      ['a.png', 'b.png', '--out', 'x.png', '--preset', 'best'],
      /--preset must be one of draft/,
    ],
    [
      'a recipe file without a recipe',
      ['a.png', 'b.png', '--out', 'x.png', '--recipe', 'package.json'],
      /--recipe package\.json cannot be used: it holds no recipe/,
    ],
    [
      'an unknown device',
      ['a.png', 'b.png', '--out', 'x.png', '--device', 'tpu'],
      /--device must be one of auto/,
    ],
  ])('exits with 2 for %s', (_, args, message) => {
    const { status, error } = stylize(...args);
    expect(error).toMatch(message);
    expect(status).toBe(2);
  });

  it('exits with 1 where an image cannot be read, and names it', () => {
    const [content, style] = images();
    for (const [args, message] of [
      [[path('gone.png'), style], /gone\.png cannot be read/],
      [[path('empty.png'), style], /empty\.png is empty/],
    ] as const) {
      const { status, error } = stylize(...args, '--out', path('never.png'), '--size', '16', '--epochs', '1');
      expect(error).toMatch(message);
      expect(status).toBe(1);
      expect(existsSync(path('never.png'))).toBe(false);
    }
    expect(existsSync(content)).toBe(true);
  });

  it('exits with 1 where the picture cannot be written, and leaves nothing half-written', () => {
    const out = join(path('content.png'), 'out.png'); // The folder in this path is a file.
    const { status, error } = stylize(...images(), '--out', out, '--size', '16', '--epochs', '1');
    expect(error).toMatch(/out\.png cannot be written/);
    expect(status).toBe(1);
    expect(readdirSync(folder).filter(name => /\.(part|tmp)$/.test(name))).toEqual([]);
  });

  const quick = ['--device', 'wasm', '--size', '16', '--epochs', '1'];

  it('refuses to write over one of its inputs, however it is named', () => {
    const [content, style] = images();
    symlinkSync(content, path('symbolic.png'));
    linkSync(content, path('hard.png'));
    symlinkSync(folder, path('folder'));
    writeFileSync(path('mask.png'), readFileSync(content));
    const before = [content, style].map(name => readFileSync(name));
    for (const [out, ...options] of [
      [content],
      [join(folder, '.', 'x', '..', 'content.png')],
      [path('symbolic.png')],
      [path('hard.png')],
      [join(path('folder'), 'content.png')],
      [style],
      [path('mask.png'), '--region', `${path('mask.png')}=${style}`],
      [path('other.png'), '--trace', content],
    ] as const) {
      const { status, error } = stylize(content, style, '--out', out, ...quick, ...options);
      expect(error).toMatch(
        /--(out|trace) .* is the same file as .*, which would be overwritten\. Give another/,
      );
      expect(status).toBe(2);
    }
    expect([content, style].map(name => readFileSync(name))).toEqual(before);
    expect(existsSync(path('other.png'))).toBe(false);
  });

  it('writes an intermediate every so many epochs, over no file', () => {
    writeFileSync(path('every-e0002.png'), 'mine');
    const options = ['--device', 'wasm', '--size', '16', '--epochs', '5', '--save-every', '2'];
    expect(stylize(...images(), '--out', path('every.png'), ...options).status).toBe(0);
    const made = readdirSync(folder).filter(name => name.startsWith('every'));
    expect(made.sort()).toEqual(['every-e0002-2.png', 'every-e0002.png', 'every-e0004.png', 'every.png']);
    expect(readFileSync(path('every-e0002.png'), 'utf8')).toBe('mine');
    const epochs = ['every-e0002-2.png', 'every-e0004.png', 'every.png'].map(
      name =>
        (JSON.parse(decode(readFileSync(path(name))).text[recordKeyword]!) as { epochs: number }).epochs,
    );
    expect(epochs).toEqual([2, 4, 5]);
    const refused = stylize(...images(), '--out', path('every.png'), '--save-every', 'often');
    expect(refused).toMatchObject({
      status: 2,
      error: expect.stringMatching(/--save-every must be a whole/),
    });
  });

  it.skipIf(process.platform === 'win32')(
    'keeps the picture so far on Ctrl+C, and says where it is (needs POSIX signals)',
    async () => {
      const options = ['--device', 'wasm', '--size', '24', '--epochs', '10000'];
      // The command is started without npm, whose shell dies of the signal: a terminal shows that as 130, a program as no code.
      const args = ['scripts/run.mjs', 'stylize', ...images(), '--out', path('so-far.png'), ...options];
      const running = spawn(process.execPath, args, {
        cwd: repoRoot,
        env: { ...process.env, PASTICHE_MODEL: 'pocket' },
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: true, // A process group of its own, to which a terminal would send the signal.
      });
      let said = '';
      const began = new Promise<void>(resolve => {
        running.stderr.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (/Epoch \d+ of 10000/.test(said)) resolve();
        });
      });
      const ended = new Promise(resolve => running.once('close', resolve));
      await began;
      process.kill(-running.pid!, 'SIGINT');
      expect(await ended).toBe(130);
      const line = said.trim().split('\n').at(-1)!;
      const [, epoch, at] = /^Stopped at epoch (\d+) of 10000; the picture so far is (.*)$/.exec(line)!;
      expect(at).toBe(path('so-far.png'));
      const { width, text } = decode(readFileSync(path('so-far.png')));
      expect(width).toBe(24);
      expect(JSON.parse(text[recordKeyword]!)).toMatchObject({ epochs: Number(epoch) });
      expect(readdirSync(folder).filter(name => name.endsWith('.tmp'))).toEqual([]);
    },
  );
});
