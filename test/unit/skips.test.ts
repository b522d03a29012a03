import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reasonInTitle } from '../../scripts/lib/testing/outcome';
import { objectionTo } from '../../scripts/lib/testing/skips';
import { repoRoot } from '../../scripts/lib/process/paths';

const skipped = (reason: string): { name: string; reason: string } => ({ name: 'a test', reason });
const nothing = (): boolean => false;
const everything = (): boolean => true;

describe('the reason of a skipped test', () => {
  it('may stand in its title', () => {
    expect(reasonInTitle('runs fast (needs a GPU)')).toBe('needs a GPU');
    expect(reasonInTitle('suite (skipped: needs ../shared) > runs')).toBe('needs ../shared');
    expect(reasonInTitle('runs (quickly)')).toBe('');
  });

  it('must be given', () => {
    expect(objectionTo(skipped(''), nothing)).toBe('it does not say why');
    expect(objectionTo(skipped('needs another user than root'), everything)).toBeUndefined();
  });

  it('does not hold where what it needs is there', () => {
    const shared = resolve(repoRoot, '../shared/models');
    expect(objectionTo(skipped('needs ../shared/models'), path => path === shared)).toContain(shared);
    expect(objectionTo(skipped('needs ../shared/models'), nothing)).toBeUndefined();
    expect(
      objectionTo(skipped('needs ../shared/models and /dev/full'), path => path === shared),
    ).toBeUndefined();
    expect(objectionTo(skipped('needs a WebGPU adapter'), everything)).toContain('WebGPU runs here');
    expect(objectionTo(skipped('needs a WebGPU adapter'), nothing)).toBeUndefined();
    expect(objectionTo(skipped('needs a WebGPU adapter with shader-f16'), everything)).toBeUndefined();
  });
});
