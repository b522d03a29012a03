import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { checkHostSchemas } from '../../src/shared/gpu/gpuCheckSchemas';
import { verdictOf, type GpuReport } from '../../src/shared/gpu/gpuReport';
import { reportMarkdown } from '../../src/shared/gpu/gpuReportText';
import { halfBits } from '../../webview/engine/check/gpuInputs';

const about = { software: 'Pastiche 1.2.3', system: 'a browser' };
const adapter = {
  label: 'Some GPU',
  software: false,
  details: { vendor: 'some' },
  features: ['shader-f16'],
  limits: { maxBufferSize: 2 ** 30 },
};
const right = { name: 'convolution', precision: 'f32', error: 1e-7, passed: true } as const;
const wrong = { name: 'average pooling', precision: 'f32', error: 0.5, passed: false } as const;

describe("Check GPU's report", () => {
  it('says that all is well', () => {
    const report: GpuReport = { ...about, adapter, kernels: [right] };
    expect(verdictOf(report)).toMatchObject({ severity: 'info', heading: 'Some GPU works' });
    const text = reportMarkdown(report);
    expect(text).toContain('## Kernels in float32: 1 of 1 right');
    expect(text).toContain('| convolution | ✓ relative error 1.0e-7 |');
    expect(text).toContain('| maxBufferSize | 1,073,741,824 |');
    expect(text).toContain('| shader-f16 | yes |');
  });

  it('reaches the host as it is, infinite errors of kernels included, and malformed it does not', () => {
    const report: GpuReport = { ...about, adapter, kernels: [right, { ...wrong, error: Infinity }] };
    // Messages of a webview are JSON.
    const sent: unknown = JSON.parse(JSON.stringify(report));
    expect(v.parse(checkHostSchemas.reported, sent)).toEqual(report);
    for (const broken of [null, {}, { ...report, kernels: 'all' }, { ...report, adapter: { label: 7 } }]) {
      expect(v.is(checkHostSchemas.reported, broken)).toBe(false);
    }
  });

  it('says which kernel is wrong and what to do', () => {
    const report: GpuReport = { ...about, adapter, kernels: [right, wrong] };
    expect(verdictOf(report)).toMatchObject({ severity: 'error', heading: 'Some GPU computes wrongly' });
    expect(verdictOf(report).text).toMatch(/1 of 2 kernels failed.*pastiche\.device to wasm/);
    expect(reportMarkdown(report)).toContain('| average pooling | ✗ relative error 5.0e-1 |');
  });

  it('takes half precision that is wrong for no harm', () => {
    const half = { ...wrong, precision: 'f16' } as const;
    expect(verdictOf({ ...about, adapter, kernels: [right, half] })).toMatchObject({ severity: 'info' });
  });

  it('says why there is no GPU, and the remedy', () => {
    const problem = { reason: 'There is none.', remedy: 'Get one.' };
    expect(verdictOf({ ...about, problem, kernels: [] })).toEqual({
      severity: 'warning',
      heading: 'No GPU in use',
      text: 'There is none. Get one.',
    });
  });

  it('shows what a driver says of a kernel in one cell', () => {
    const broken = { name: 'gate', precision: 'f32', passed: false, problem: 'a | b\nc' } as const;
    expect(reportMarkdown({ ...about, adapter, kernels: [broken] })).toContain('✗ did not run: a \\| b c |');
  });
});

describe('half precision', () => {
  it.each([
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2047.5, 0x6800],
  ])('stores %d as the nearest', (value, half) =>
    expect([...halfBits(Float32Array.of(value))]).toEqual([half]),
  );

  it('lies in a buffer as WebGPU reads it', () => {
    expect([...new Uint8Array(halfBits(Float32Array.of(1, -2)).buffer)]).toEqual([0x00, 0x3c, 0x00, 0xc0]);
  });
});
