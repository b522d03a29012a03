import { isSoftwareAdapter } from '../../../support/softwareAdapter';
import type { DeviceBuffers } from '../program/deviceBuffers';
import { calibrate } from './calibration';
import { areRates, type DeviceRates } from './deviceRates';

/** A store in which an adapter's rates outlive a session. Rates that it cannot keep are measured again. */
export interface RatesCache {
  /** What is kept, whatever it is; undefined where there is nothing. */
  get(adapter: string): Promise<unknown>;
  set(adapter: string, rates: DeviceRates): Promise<void>;
}

/** The rates measured on the device's adapter before, or else measured now, which takes a second or two. */
export async function measuredRates(
  memory: DeviceBuffers,
  cache: RatesCache | undefined,
): Promise<DeviceRates> {
  const key = adapterKey(memory.device);
  const software = isSoftwareAdapter(memory.device.adapterInfo);
  const known = await cache?.get(key);
  if (areRates(known, software)) return known;
  const rates = await calibrate(memory, software);
  await cache?.set(key, rates);
  return rates;
}

/** The key of an adapter's rates. Its first part changes with our tilings: old rates would choose among those that are gone. */
function adapterKey({ adapterInfo: { vendor, architecture, device, description } }: GPUDevice): string {
  return ['4', vendor, architecture, device, description].join('|');
}
