import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { swiftShader } from '../process/paths';

/** A device to measure, and the environment that chooses it. */
export interface BenchDevice {
  readonly name: 'wasm' | 'webgpu';
  /** Threads of the wasm device and of the peers it is compared with; absent for WebGPU. */
  readonly threads?: number;
  readonly environment: Readonly<Record<string, string>>;
}

const driverFolders = [
  '/usr/share/vulkan/icd.d',
  '/etc/vulkan/icd.d',
  '/usr/local/nvidia/share/vulkan/icd.d',
];

/**
 * Devices to measure: wasm on one thread and on all, and WebGPU on each Vulkan driver of this machine (on Windows and
 * macOS, on the system's own).
 * @param drivers paths to the JSON files of further drivers
 */
export function devicesAtHand(drivers: readonly string[]): BenchDevice[] {
  const found = driverFolders
    .filter(folder => existsSync(folder))
    .flatMap(folder => readdirSync(folder).map(file => join(folder, file)));
  const there = [...found, swiftShader, ...drivers].filter(file => existsSync(file));
  // A driver that is installed in several folders is taken once.
  const all = [...new Map(there.map(file => [basename(file), file])).values()];
  const webGpu =
    process.platform === 'linux' ? all.map(onDriver) : [{ name: 'webgpu' as const, environment: {} }];
  const cores = availableParallelism();
  const counts = cores > 1 ? [1, cores] : [1];
  return [...counts.map(threads => ({ name: 'wasm' as const, threads, environment: {} })), ...webGpu];
}

function onDriver(file: string): BenchDevice {
  return {
    name: 'webgpu',
    environment: {
      VK_DRIVER_FILES: file,
      VK_ICD_FILENAMES: file,
      XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? '/tmp',
    },
  };
}
