import type { DeviceReport } from '../../../src/shared/gpu/device';
import type { Backend } from '../backends/backend';
import type { DeviceWatch } from './deviceWatch';

/** An open device: tfjs computes there until it is closed. */
export interface Device {
  readonly report: DeviceReport;
  readonly backend: Backend;
  /** Where tfjs computes by WebGPU. */
  readonly gpu?: GPUDevice;
  /** Of the device's end: it went away or ran out of memory, and is to be opened anew. */
  readonly watch: DeviceWatch;
  close(): void;
}
