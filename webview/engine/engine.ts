import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import { PasticheError } from '../../src/shared/errors';
import type { Device } from './devices/device';
import { openDevice } from './devices/openDevice';
import { NetworkStore } from './network/networkStore';
import { DecodedAhead } from './images/decodedAhead';
import { pictureSide } from './images/openPictures';
import { rehearse } from './run/rehearsal';
import { Run } from './run/run';
import type { ExpectedRun, RunObserver, RunRequest, StylizeRun, Stylizer } from './stylizer';
import type { Platform } from './platform';

/** The engine on tfjs. There can be one in each thread, since tfjs has one current backend in each. */
export class TfStylizer implements Stylizer {
  private device: Device | undefined;
  private opening: Promise<Device> | undefined;
  private run: Run | undefined;
  private readonly networks = new NetworkStore();
  private readonly decoded: DecodedAhead;

  constructor(private readonly platform: Platform) {
    this.decoded = new DecodedAhead(platform.codec);
  }

  async open(preference: DevicePreference): Promise<DeviceReport> {
    if (this.device?.watch.failure) await this.close();
    return (this.device ?? (await this.openOnce(preference))).report;
  }

  /** Calls that overlap share one opening: tfjs can set up a backend but once at a time. */
  private openOnce(preference: DevicePreference): Promise<Device> {
    this.opening ??= this.openTuned(preference)
      .then(device => (this.device = device))
      .finally(() => (this.opening = undefined));
    return this.opening;
  }

  private async openTuned(preference: DevicePreference): Promise<Device> {
    const device = await openDevice(preference, this.platform.wasm, this.platform.threads);
    await device.backend.tune?.(this.platform.rates);
    return device;
  }

  async prepare(expected: ExpectedRun): Promise<void> {
    const { device } = this;
    if (!device) throw new PasticheError('usage', 'No device is open.');
    const { content, recipe, model } = expected;
    const [image, network] = await Promise.all([
      this.decoded.decodeAhead(content, pictureSide(expected)),
      this.networks.get(model),
    ]);
    if (device.warmsUp) {
      const { backend } = device;
      await rehearse({ backend, network, recipe, model, image }, () => this.run !== undefined);
    }
  }

  start(request: RunRequest, observer: RunObserver): StylizeRun {
    if (!this.device) throw new PasticheError('usage', 'No device is open.');
    if (this.run?.isActive) {
      throw new PasticheError('usage', 'Another run is going on.', 'Wait for it to end, or stop it.');
    }
    const { platform, device, networks, decoded } = this;
    this.run = new Run({ ...platform, device, networks, decoded }, request, observer);
    return this.run;
  }

  async dispose(): Promise<void> {
    await this.run?.dispose();
    await this.close();
  }

  /** Closes the device and frees all that is on it. A picture that a failed run has kept is not, and stays. */
  private async close(): Promise<void> {
    await this.run?.finished.catch(() => undefined); // the caller of `start` learns of a failure
    this.networks.dispose();
    this.device?.close();
    this.device = undefined;
  }
}
