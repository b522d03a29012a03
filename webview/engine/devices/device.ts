import type { DeviceReport } from '../../../src/shared/gpu/device';
import type { Backend } from '../backends/backend';
import type { DeviceWatch } from './deviceWatch';

/** An open device, on which tfjs computes until it is closed. */
export interface Device {
  readonly report: DeviceReport;
  readonly backend: Backend;
  /** The WebGPU device, where tfjs computes by WebGPU. */
  readonly gpu?: GPUDevice;
  /** Why nothing can be computed in float16, in one sentence; undefined where it can. */
  readonly float16Refusal: string | undefined;
  /** Whether an image on the device is drawn on a canvas from there; elsewhere its pixels are read first. */
  readonly paintsDirectly: boolean;
  /** Whether an epoch computed ahead spares the first one time: where code is compiled as it first runs, whatever the size. */
  readonly warmsUp: boolean;
  /** Tells when the device was lost or ran out of memory; it must then be opened anew. */
  readonly watch: DeviceWatch;
  close(): void;
}
