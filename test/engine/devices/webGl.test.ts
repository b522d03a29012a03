import { beforeAll, describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { pocketFile } from '../../../src/shared/model/pocketLayout';
import { encodedImage } from '../../fixtures/images';
import { usePage } from '../support/chromiumPage';
import type { Files, WebGlPage } from './webGlPage';

declare const webGlPage: WebGlPage;

describe('WebGL (Chromium, as in the studio)', () => {
  const chromium = usePage('devices/webGlPage.ts');
  let files: Files;

  beforeAll(async () => {
    files = {
      content: [...(await encodedImage('png', 24, 16))],
      style: [...(await encodedImage('png', 16, 16))],
      weights: [...(await pocketModel().read(pocketFile))],
    };
  });

  /** Both runs on one page: SwiftShader takes half a minute to compile the kernels for each new context. */
  it('keeps the picture where its context is lost, and starts again with the losses of plain JavaScript', async () => {
    const { error, bytes } = await chromium.page.evaluate(all => webGlPage.lose(all), files);
    expect(error).toMatchObject({ code: 'device', message: expect.stringContaining('was lost') });
    expect(bytes).toBeGreaterThan(100);

    const run = (device: 'webgl' | 'auto'): ReturnType<WebGlPage['run']> =>
      chromium.page.evaluate(([name, all]) => webGlPage.run(name, all), [device, files] as const);
    const [gl, cpu] = [await run('webgl'), await run('auto')];
    expect([gl.name, cpu.name]).toEqual(['webgl', 'cpu']);
    for (const { reports, tensors } of [gl, cpu]) expect([reports.length, tensors]).toEqual([2, 0]);
    for (const [epoch, report] of gl.reports.entries()) {
      for (const term of ['style', 'content', 'variation', 'total'] as const) {
        const expected = cpu.reports[epoch]![term];
        expect(Math.abs(report[term] - expected), `${term} of epoch ${epoch}`).toBeLessThanOrEqual(
          1e-3 * expected + 1e-6,
        );
      }
    }
  });
});
