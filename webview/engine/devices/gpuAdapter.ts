import { isSoftwareAdapter } from '../support/softwareAdapter';

/** The adapter found for WebGPU, or why there is none. */
export type AdapterSearch =
  | { readonly adapter: GPUAdapter; readonly label: string; readonly software: boolean }
  | { readonly refusal: string };

/** The fastest adapter that the system offers. */
export async function findAdapter(): Promise<AdapterSearch> {
  const gpu = (globalThis.navigator as WorkerNavigator | undefined)?.gpu;
  if (!gpu) return { refusal: 'This window has no WebGPU.' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { refusal: 'WebGPU finds no graphics adapter here.' };
  return { adapter, label: adapterLabel(adapter.info), software: isSoftwareAdapter(adapter.info) };
}

/** A device with those of the features and limits we use that the adapter has. */
export function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: wantedFeatures.filter(feature => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(wantedLimits.map(limit => [limit, adapter.limits[limit]])),
  });
}

const wantedFeatures: readonly GPUFeatureName[] = [
  'shader-f16',
  'subgroups' as GPUFeatureName, // the types do not know this feature yet
  'timestamp-query',
  'bgra8unorm-storage',
];

/** Limits raised to the adapter's own. The specification's minimum is 128 MiB a buffer, which conv1 exceeds at 724 x 724. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** The adapter's name for people; browsers leave parts empty, so that users cannot be told apart by them. */
function adapterLabel({ vendor, architecture, description }: GPUAdapterInfo): string {
  if (description) return description;
  return [vendor, architecture].filter(Boolean).join(' ') || 'Graphics adapter';
}
