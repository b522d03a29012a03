import { isSoftwareAdapter } from '../../support/softwareAdapter';
import { calibrate } from './tuning/calibration';
import { typicalRates, type DeviceRates } from './tuning/deviceRates';
import type { Precision } from '../../gradient/precision';
import { planFor, type Plan } from './tuning/plan';

/** A store in which an adapter's rates outlive a session. Rates that it cannot keep are measured again. */
export interface RatesCache {
  get(adapter: string): Promise<DeviceRates | undefined>;
  set(adapter: string, rates: DeviceRates): Promise<void>;
}

const measured = new WeakMap<GPUDevice, DeviceRates>();

/** Measures a device once, or takes the rates measured on its adapter before. Until then plans are made by typical rates. */
export async function tuneDevice(device: GPUDevice, cache?: RatesCache): Promise<DeviceRates> {
  const key = adapterKey(device);
  const known = measured.get(device) ?? (await cache?.get(key));
  const rates = known ?? (await calibrate(device, isSoftwareAdapter(device.adapterInfo), 'f32'));
  measured.set(device, rates);
  if (!known) await cache?.set(key, rates);
  return rates;
}

export function planOf(device: GPUDevice, precision: Precision): Plan {
  return planFor(measured.get(device) ?? typicalRates(isSoftwareAdapter(device.adapterInfo)), precision);
}

/** The key of an adapter's rates. Its first part changes with our tilings: old rates would choose among those that are gone. */
function adapterKey({ adapterInfo: { vendor, architecture, device, description } }: GPUDevice): string {
  return ['4', vendor, architecture, device, description].join('|');
}
