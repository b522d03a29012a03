import { isSoftwareAdapter } from '../../../support/softwareAdapter';
import { calibrate } from './calibration';
import type { DeviceRates } from './deviceRates';

/** A store in which an adapter's rates outlive a session. Rates that it cannot keep are measured again. */
export interface RatesCache {
  get(adapter: string): Promise<DeviceRates | undefined>;
  set(adapter: string, rates: DeviceRates): Promise<void>;
}

/** The rates measured on the device's adapter before, or else measured now, which takes a second or two. */
export async function measuredRates(device: GPUDevice, cache: RatesCache | undefined): Promise<DeviceRates> {
  const key = adapterKey(device);
  const known = await cache?.get(key);
  if (known) return known;
  const rates = await calibrate(device, isSoftwareAdapter(device.adapterInfo), 'f32');
  await cache?.set(key, rates);
  return rates;
}

/** The key of an adapter's rates. Its first part changes with our tilings: old rates would choose among those that are gone. */
function adapterKey({ adapterInfo: { vendor, architecture, device, description } }: GPUDevice): string {
  return ['4', vendor, architecture, device, description].join('|');
}
