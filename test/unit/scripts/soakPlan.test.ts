import { describe, expect, it } from 'vitest';
import { breakages, habits, planSoak } from '../../../scripts/lib/soak/soakPlan';
import { grown } from '../../../scripts/lib/soak/soakTable';

describe('the plan of a soak', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planSoak(1, 2000)).toEqual(planSoak(1, 2000));
    expect(planSoak(2, 2000)).not.toEqual(planSoak(1, 2000));
  });

  it.each([1, 2, 3])('has the epochs asked for, and every fault (seed %i)', seed => {
    const { broken, steady } = planSoak(seed, 2000);
    const runs = [...broken, ...steady];
    expect(runs.reduce((sum, { epochs }) => sum + epochs, 0)).toBe(2000);
    const faults = new Set(runs.flatMap(run => run.faults.map(({ fault }) => fault)));
    expect([...faults].sort()).toEqual([...habits, ...breakages].sort());
    for (const { faults: planned, epochs } of runs) {
      for (const { epoch } of planned) expect(epoch).toBeLessThan(epochs);
    }
  });

  it('breaks nothing in the half whose memory is measured, before and after the same run', () => {
    const { steady } = planSoak(1, 2000);
    const kinds = new Set<string>(habits);
    expect(steady.flatMap(({ faults }) => faults).every(({ fault }) => kinds.has(fault))).toBe(true);
    expect(steady.at(-1)).toEqual(steady[0]);
    expect(steady[0]!.faults).toEqual([]);
  });
});

describe('memory that has grown', () => {
  it('is that of parts with more than 5 % more', () => {
    const before = new Map([
      ['page', 100],
      ['worker', 100],
    ]);
    const after = new Map([
      ['page', 105],
      ['worker', 106],
    ]);
    expect(grown(before, after)).toEqual(['worker']);
  });
});
