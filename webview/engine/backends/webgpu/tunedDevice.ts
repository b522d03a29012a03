import { isSoftwareAdapter } from '../../support/softwareAdapter';
import { calibrate } from './tuning/calibration';
import { typicalRates, type DeviceRates } from './tuning/deviceRates';
import type { Precision } from '../../gradient/precision';
import { planFor, type Plan } from './tuning/plan';

/** Where rates outlive a session, by adapter. What it cannot keep is measured again. */
export interface RatesCache {
  get(adapter: string): Promise<DeviceRates | undefined>;
  set(adapter: string, rates: DeviceRates): Promise<void>;
}

const measured = new WeakMap<GPUDevice, DeviceRates>();

/** Measures the device once, or takes what was measured on its adapter before. Until then plans are made by typical rates. */
export async function tuneDevice(device: GPUDevice, cache?: RatesCache): Promise<DeviceRates> {
  const key = adapterKey(device);
  const known = measured.get(device) ?? (await cache?.get(key));
  const rates = known ?? (await calibrate(device, isSoftwareAdapter(device.adapterInfo), 'f32'));
  measured.set(device, rates);
  if (!known) await cache?.set(key, rates);
  return rates;
}

export function planOf(device: GPUDevice, precision: Precision = 'f32'): Plan {
  return planFor(measured.get(device) ?? typicalRates(isSoftwareAdapter(device.adapterInfo)), precision);
}

/** Changes with our kernels too: old rates would choose among tilings that are gone. */
function adapterKey({ adapterInfo: { vendor, architecture, device, description } }: GPUDevice): string {
  return ['3', vendor, architecture, device, description].join('|');
}
