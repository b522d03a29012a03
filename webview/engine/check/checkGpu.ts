import type { AdapterReport, GpuReport, GpuSpeed, KernelResult } from '../../../src/shared/gpu/gpuReport';
import { webGpuAdvice } from '../devices/deviceAdvice';
import { findAdapter, requestDevice } from '../devices/gpuAdapter';
import { DeviceBuffers } from '../backends/webgpu/program/deviceBuffers';
import { calibrate } from '../backends/webgpu/tuning/calibration';
import { candidateTilings } from '../backends/webgpu/tuning/deviceRates';
import { tilingName } from '../backends/webgpu/tuning/tiling';
import { kernelChecks } from './kernelChecks';
import { selfTest } from './selfTest';

/**
 * Looks for a GPU, measures it and tries every kernel on it. It opens a device of its own, beside the one that a run may be
 * using, and does not reject where a machine lacks a GPU: the report says so.
 */
export async function checkGpu(
  software: string,
  onProgress: (step: string, fraction: number) => void = () => undefined,
): Promise<GpuReport> {
  const about = { software, system: systemName() };
  onProgress('Looking for a GPU', 0);
  const found = await findAdapter();
  if (!('adapter' in found)) {
    return { ...about, problem: { reason: found.refusal, remedy: webGpuAdvice() }, kernels: [] };
  }
  const { adapter } = found;
  const report = adapterReport(adapter, found.label, found.software);
  const device = await requestDevice(adapter);
  try {
    onProgress('Measuring it', 0.05);
    const speed = speedOf(await calibrate(new DeviceBuffers(device), found.software));
    const precisions = device.features.has('shader-f16') ? (['f32', 'f16'] as const) : (['f32'] as const);
    const subgroups = device.features.has('subgroups');
    const checks = kernelChecks(candidateTilings(found.software), subgroups);
    const kernels: KernelResult[] = [];
    const all = checks.length * precisions.length;
    const tellTried = (tried: number): void =>
      onProgress(`Tried ${tried} of ${all} kernels`, 0.2 + (0.8 * tried) / all);
    for (const precision of precisions) {
      const before = kernels.length;
      kernels.push(...(await selfTest(device, checks, precision, tried => tellTried(before + tried))));
    }
    const problem = found.software
      ? {
          reason: `${found.label} is no graphics card: the processor emulates one, slower than WebAssembly, which is used instead.`,
          remedy: webGpuAdvice(),
        }
      : undefined;
    return { ...about, adapter: report, speed, kernels, ...(problem && { problem }) };
  } finally {
    device.destroy();
  }
}

function systemName(): string {
  const navigator = globalThis.navigator as WorkerNavigator | undefined;
  return navigator?.userAgent ?? 'unknown';
}

function adapterReport(adapter: GPUAdapter, label: string, software: boolean): AdapterReport {
  const { vendor, architecture, device, description } = adapter.info;
  const told = Object.entries({ vendor, architecture, device, description }).filter(([, text]) => text);
  const limits: Record<string, number> = {};
  // A `for…in` loop is needed: limits are getters of the prototype, which `Object.entries` does not see.
  for (const name in adapter.limits) {
    const value = (adapter.limits as unknown as Record<string, unknown>)[name];
    if (typeof value === 'number') limits[name] = value;
  }
  return {
    label,
    software,
    details: Object.fromEntries(told),
    features: [...adapter.features].sort(),
    limits: Object.fromEntries(Object.entries(limits).sort(([a], [b]) => a.localeCompare(b))),
  };
}

function speedOf(rates: Awaited<ReturnType<typeof calibrate>>): GpuSpeed {
  return {
    ...rates,
    products: rates.products.map(({ tiling, operationsPerSecond }) => ({
      tiling: tilingName(tiling),
      operationsPerSecond,
    })),
  };
}
