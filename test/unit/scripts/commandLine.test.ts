import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import {
  helpText,
  numberFrom,
  oneOf,
  readCommandLine,
  type CommandLine,
} from '../../../scripts/lib/process/commandLine';
import { repoRoot } from '../../../scripts/lib/process/paths';
import { errorText } from '../../../src/shared/errors';

const command = {
  usage: 'npm run sample -- INPUT [flags]',
  flags: {
    size: { value: 'PX', about: 'longest side', fallback: '64' },
    out: { value: 'FILE', about: 'where it goes' },
    region: { value: 'MASK', about: 'a mask', repeats: true },
    quiet: { about: 'says nothing' },
  },
  mostArguments: 1,
} as const;

function read(...argv: string[]): CommandLine<typeof command.flags> | 'help' {
  return readCommandLine(command, argv);
}

function refusal(...argv: string[]): string {
  try {
    read(...argv);
  } catch (thrown) {
    return errorText(thrown);
  }
  throw new Error('The command line was taken.');
}

describe('a command line', () => {
  it('has its fallbacks where nothing is given', () => {
    expect(read()).toEqual({ values: { size: '64', region: [], quiet: false }, args: [] });
  });

  it('is read wherever flags and arguments stand', () => {
    expect(
      read('--out=a.png', 'in.png', '--quiet', '--region', 'm', '--region', 'n', '--size', '32'),
    ).toEqual({ values: { size: '32', out: 'a.png', region: ['m', 'n'], quiet: true }, args: ['in.png'] });
  });

  it('asks for help, whatever else it says', () => {
    expect(read('in.png', '--help')).toBe('help');
    expect(helpText(command)).toBe(
      [
        'Usage: npm run sample -- INPUT [flags]',
        '  --size PX      longest side (default 64)',
        '  --out FILE     where it goes',
        '  --region MASK  a mask',
        '  --quiet        says nothing',
        '  --help         prints this',
        '',
      ].join('\n'),
    );
  });

  it('is refused in a line that says what is wrong and which flags there are', () => {
    const flags = 'The flags are --size, --out, --region, --quiet, --help.';
    expect(refusal('--sise', '3')).toBe(`Unknown option '--sise'. ${flags}`);
    expect(refusal('--out')).toBe(`Option '--out <value>' argument missing. ${flags}`);
    expect(refusal('--quiet=yes')).toBe(`Option '--quiet' does not take an argument. ${flags}`);
    expect(refusal('in.png', 'too.png')).toBe(`'too.png' is one argument too many. ${flags}`);
  });

  it('is refused where an argument is longer than any path, which Node would take seconds to parse', () => {
    expect(refusal(`-${'q'.repeat(100_000)}`)).toMatch(
      /"-q+…" has 100001 letters; no argument has more than 4096/,
    );
  });

  it('has choices and numbers, which are refused by name', () => {
    expect(oneOf('--device', ['wasm', 'webgpu'], 'wasm')).toBe('wasm');
    expect(() => oneOf('--device', ['wasm', 'webgpu'], 'tpu')).toThrow(
      '--device must be one of wasm, webgpu; it is "tpu".',
    );
    expect(numberFrom('--size', '16', 16)).toBe(16);
    for (const text of ['15', 'large', '', 'NaN']) {
      expect(() => numberFrom('--size', text, 16)).toThrow(
        `--size must be a number, at least 16; it is "${text}".`,
      );
    }
  });
});

async function run(
  name: string,
  ...args: string[]
): Promise<{ exitCode?: number; stdout: string; stderr: string }> {
  return await execa(process.execPath, ['--import', 'tsx', `scripts/${name}.ts`, ...args], {
    cwd: repoRoot,
    reject: false,
    stripFinalNewline: false,
  });
}

describe('every script', () => {
  it.each([
    ['bench', '--sizes'],
    ['check-gpu', '--json'],
    ['make/compile-wasm', '--check'],
    ['demo', '--photo'],
    ['make/draw-rooms', '--help'],
    ['make/draw-styles', '--help'],
    ['model', '--precision'],
    ['package', '--without-model'],
    ['quality', '--pairs'],
    ['start', '--help'],
    ['stylize', '--style-ratio'],
    ['test', '--only'],
  ])('exits with 2 for a flag it does not know, and names those it does: %s', async (name, flag) => {
    const { exitCode, stdout, stderr } = await run(name, '--nonsense', 'x');
    expect(stderr).toMatch(/^Unknown option '--nonsense'\. The flags are --.*\n$/);
    expect(stderr).toContain(flag);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it('prints its flags when it is asked', async () => {
    const { exitCode, stdout, stderr } = await run('check-gpu', '--help');
    expect(stdout).toMatch(/^Usage: npm run .*\n {2}--json +\w/);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
  });
});
