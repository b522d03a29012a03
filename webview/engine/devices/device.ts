import type { DeviceReport } from '../../../src/shared/gpu/device';
import type { Backend } from '../backends/backend';
import type { DeviceWatch } from './deviceWatch';

/** An open device, on which tfjs computes until it is closed. */
export interface Device {
  readonly report: DeviceReport;
  readonly backend: Backend;
  /** The WebGPU device, where tfjs computes by WebGPU. */
  readonly gpu?: GPUDevice;
  /** Tells when the device was lost or ran out of memory; it must then be opened anew. */
  readonly watch: DeviceWatch;
  close(): void;
}
