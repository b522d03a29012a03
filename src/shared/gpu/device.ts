/** What a person can ask for; `auto` takes the fastest device that works here. */
export const devicePreferences = ['auto', 'webgpu', 'webgl', 'wasm'] as const;
export type DevicePreference = (typeof devicePreferences)[number];

/** Devices that a run can compute on. `cpu`, plain JavaScript, is the last resort where WebAssembly does not start. */
export type DeviceName = Exclude<DevicePreference, 'auto'> | 'cpu';

/** The device in use, as the studio describes it. */
export interface DeviceReport {
  readonly name: DeviceName;
  /** Name of adapter and device, such as "NVIDIA GeForce RTX 3060 (WebGPU)". */
  readonly label: string;
  /** True where no GPU hardware computes: wasm, cpu, or a software WebGPU adapter. */
  readonly software: boolean;
  /** Reason why a faster device was passed over; absent when none was. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** Whether a device is, or emulates, a GPU, which runs take in turn; the processor is shared out by the system. */
export function isGpu({ name }: DeviceReport): boolean {
  return name === 'webgpu' || name === 'webgl';
}
