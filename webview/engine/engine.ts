import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import { PasticheError } from '../../src/shared/errors';
import type { ImageCodec } from './images/codec';
import { openDevice, type Device, type WasmLocation } from './devices/openDevice';
import { tuneDevice, type RatesCache } from './backends/webgpu/tunedDevice';
import { NetworkStore } from './network/networkStore';
import type { Painter } from './run/painter';
import { Run } from './run/run';
import type { RunObserver, RunRequest, StylizeRun, Stylizer } from './stylizer';
import type { Threads } from './devices/threads';

/** What the engine needs of the place it runs in. */
export interface Platform {
  readonly codec: ImageCodec;
  readonly wasm: WasmLocation;
  /** For the wasm device, where it may have any. */
  readonly threads?: Threads;
  /** Name and version of this software, for the run record. */
  readonly software: string;
  readonly painter?: Painter;
  /** Where a GPU's measured rates are kept; without it every opening measures anew. */
  readonly rates?: RatesCache;
}

/** The engine on tfjs. tfjs keeps one backend a thread, so there is one stylizer a thread. */
export class TfStylizer implements Stylizer {
  private device: Device | undefined;
  private opening: Promise<Device> | undefined;
  private run: Run | undefined;
  private readonly networks = new NetworkStore();

  constructor(private readonly platform: Platform) {}

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
    // Of an emulated GPU's kernels the choice is narrow, and measuring them takes it many seconds.
    if (device.gpu && !device.report.software) await tuneDevice(device.gpu, this.platform.rates);
    return device;
  }

  start(request: RunRequest, observer: RunObserver): StylizeRun {
    if (!this.device) throw new PasticheError('usage', 'No device is open.');
    if (this.run?.isActive) {
      throw new PasticheError('usage', 'Another run is going on.', 'Wait for it to end, or stop it.');
    }
    this.run = new Run({ ...this.platform, device: this.device, networks: this.networks }, request, observer);
    return this.run;
  }

  async dispose(): Promise<void> {
    await this.run?.dispose();
    await this.close();
  }

  /** What lies on the device goes with it; a picture that a failed run has kept does not. */
  private async close(): Promise<void> {
    await this.run?.finished.catch(() => undefined); // told to whoever awaits it
    this.networks.dispose();
    this.device?.close();
    this.device = undefined;
  }
}
