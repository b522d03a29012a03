/** Devices that a run can compute on. */
export const deviceNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type DeviceName = (typeof deviceNames)[number];

/** The device that the person asks for; `auto` takes the fastest that works here. */
export type DevicePreference = 'auto' | DeviceName;
export const devicePreferences: readonly DevicePreference[] = ['auto', ...deviceNames];

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
