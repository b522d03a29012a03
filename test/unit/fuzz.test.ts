import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTarget, type TargetReport } from '../../scripts/lib/fuzz/runTarget';
import { sharesOf } from '../../scripts/lib/fuzz/shares';
import { expectThat, type FuzzTarget } from '../../scripts/lib/fuzz/target';
import { fuzzTargets } from '../../scripts/lib/fuzz/targets/all';
import { PasticheError } from '../../src/shared/errors';

/** A short run; `npm run fuzz` makes fifty times as many. */
const inputs = 2000;

describe('hostile inputs', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'pastiche-fuzz-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const shares = sharesOf(fuzzTargets, inputs);
  it.each(fuzzTargets.map((target, i) => [target.name, target, shares[i]!] as const))(
    'are taken or refused in words: %s',
    async (_, target, end) => {
      const { found } = await runTarget(target, { seed: 7, first: 0, end, folder });
      // Time is not judged here: a busy machine would be.
      expect(found.filter(({ kind }) => kind !== 'hang')).toEqual([]);
    },
  );

  async function run(target: FuzzTarget['run'], first = 0): Promise<TargetReport> {
    return await runTarget({ name: 'a', share: 1, run: target }, { seed: 1, first, end: 20, folder });
  }

  it('are counted where they are refused, and reported where they throw anything else', async () => {
    const { refused, found } = await run(random => {
      if (random.uniform() < 0.5) throw new PasticheError('image', 'No.');
      throw new TypeError('x is undefined');
    });
    expect(refused).toBeGreaterThan(0);
    expect(found).toHaveLength(20 - refused);
    expect(found[0]).toMatchObject({
      kind: 'foreign',
      text: expect.stringContaining('x is undefined') as string,
    });
  });

  it('are made again from their number alone', async () => {
    const wrong = async (first: number): Promise<readonly string[]> => {
      const { found } = await run(random => expectThat(false, () => String(random.uniform())), first);
      return found.map(({ text }) => text);
    };
    const all = await wrong(0);
    expect(new Set(all).size).toBe(20);
    expect(await wrong(15)).toEqual(all.slice(15));
  });

  it('are reported where they leave files', async () => {
    const { found } = await run((_, where) => writeFileSync(join(where, 'left'), ''));
    rmSync(join(folder, 'left'));
    expect(found).toEqual([{ input: 19, kind: 'stray', text: 'left' }]);
  });
});
