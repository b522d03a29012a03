import { describe, expect, it } from 'vitest';
import { DeviceBuffers } from '../../webview/engine/backends/webgpu/program/deviceBuffers';
import { areRates, typicalRates } from '../../webview/engine/backends/webgpu/tuning/deviceRates';
import { measuredRates } from '../../webview/engine/backends/webgpu/tuning/measuredRates';

/** As much of a device as is asked before anything is measured on it: measuring fails. */
const device = {
  adapterInfo: { vendor: 'some', architecture: '', device: '', description: '' },
} as unknown as GPUDevice;
const memory = new DeviceBuffers(device);
const rates = typicalRates(false);

describe('kept rates of a GPU', () => {
  it('are taken where plans can be made by them', async () => {
    expect(areRates(typicalRates(true), true)).toBe(true);
    const cache = { get: () => Promise.resolve(rates), set: () => Promise.resolve() };
    expect(await measuredRates(memory, cache)).toBe(rates);
  });

  it.each<[string, unknown]>([
    ['of nothing', undefined],
    ['of null', null],
    ['of a text', 'fast'],
    ['without products', { ...rates, products: undefined }],
    ['with no product', { ...rates, products: [] }],
    ['with a tiling that is gone', { ...rates, products: typicalRates(true).products }],
    ['with a product without a tiling', { ...rates, products: [{ operationsPerSecond: 1 }] }],
    ['with a speed that is no number', { ...rates, bytesPerSecond: NaN }],
    ['with a launch that takes less than no time', { ...rates, secondsPerLaunch: -1 }],
    ['of a GPU that is emulated', { ...rates, emulated: true }],
  ])('are measured again in place of those %s', async (_, kept) => {
    const cache = { get: () => Promise.resolve(kept), set: () => Promise.resolve() };
    await expect(measuredRates(memory, cache)).rejects.toThrow();
  });
});
