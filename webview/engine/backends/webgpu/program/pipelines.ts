import type { Kernel } from './kernel';

const caches = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

/** The kernel's pipeline, compiled once for a device. */
export function pipelineOf(device: GPUDevice, kernel: Kernel): GPUComputePipeline {
  const cache = cacheOf(device);
  let pipeline = cache.get(kernel.code);
  if (!pipeline) {
    pipeline = device.createComputePipeline(descriptor(device, kernel));
    cache.set(kernel.code, pipeline);
  }
  return pipeline;
}

/** Compiles those of the kernels that the device does not have yet, all at the same time. */
export async function compileAhead(
  device: GPUDevice,
  kernels: readonly Kernel[],
  onProgress: (fraction: number) => void = () => undefined,
): Promise<void> {
  const cache = cacheOf(device);
  const missing = [...new Map(kernels.map(kernel => [kernel.code, kernel])).values()].filter(
    ({ code }) => !cache.has(code),
  );
  let done = 0;
  await Promise.all(
    missing.map(async kernel => {
      cache.set(kernel.code, await device.createComputePipelineAsync(descriptor(device, kernel)));
      onProgress(++done / missing.length);
    }),
  );
}

function cacheOf(device: GPUDevice): Map<string, GPUComputePipeline> {
  const cache = caches.get(device) ?? new Map<string, GPUComputePipeline>();
  caches.set(device, cache);
  return cache;
}

function descriptor(device: GPUDevice, { name, code }: Kernel): GPUComputePipelineDescriptor {
  const module = device.createShaderModule({ label: name, code });
  return { label: name, layout: 'auto', compute: { module } };
}
