import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import { PasticheError } from '../../src/shared/errors';
import type { ImageCodec } from './images/codec';
import { openDevice, type Device, type WasmLocation } from './devices/openDevice';
import { tuneDevice, type RatesCache } from './backends/webgpu/tunedDevice';
import { NetworkStore } from './network/networkStore';
import type { Painter } from './run/painter';
import { Run } from './run/run';
import type { RunObserver, RunRequest, StylizeRun, Stylizer } from './stylizer';
import type { Threads } from './support/threads';

/** What the engine needs from the platform it runs on, a worker or Node. */
export interface Platform {
  readonly codec: ImageCodec;
  readonly wasm: WasmLocation;
  /** Threads for the wasm device, where it may have any. */
  readonly threads?: Threads;
  /** Name and version of this software, for the run record. */
  readonly software: string;
  readonly painter?: Painter;
  /** Keeps a GPU's measured rates; without it they are measured anew each time a device is opened. */
  readonly rates?: RatesCache;
}

/** The engine on tfjs. There can be one in each thread, since tfjs has one current backend in each. */
export class TfStylizer implements Stylizer {
  private device: Device | undefined;
  private run: Run | undefined;
  private readonly networks = new NetworkStore();

  constructor(private readonly platform: Platform) {}

  async open(preference: DevicePreference): Promise<DeviceReport> {
    if (this.device?.watch.failure) await this.close();
    this.device ??= await this.openTuned(preference);
    return this.device.report;
  }

  private async openTuned(preference: DevicePreference): Promise<Device> {
    const device = await openDevice(preference, this.platform.wasm, this.platform.threads);
    // An emulated GPU is not measured: it has few kernels to choose from, and takes many seconds to measure them.
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

  /** Closes the device and frees all that is on it. A picture that a failed run has kept is not, and stays. */
  private async close(): Promise<void> {
    await this.run?.finished.catch(() => undefined); // told to whoever awaits it
    this.networks.dispose();
    this.device?.close();
    this.device = undefined;
  }
}
