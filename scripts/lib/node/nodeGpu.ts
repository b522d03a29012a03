import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { swiftShader } from '../process/paths';

/**
 * Puts `navigator.gpu` and WebGPU's constants into Node, by Dawn, the implementation that Chromium uses. Must run before
 * tfjs's WebGPU backend is imported. SwiftShader is tried where none of the system's Vulkan drivers has an adapter.
 */
export async function provideWebGpu(): Promise<void> {
  process.env.XDG_RUNTIME_DIR ??= tmpdir(); // Mesa's drivers warn without it.
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  let gpu = create([]);
  if (!process.env.VK_DRIVER_FILES && existsSync(swiftShader) && !(await gpu.requestAdapter())) {
    process.env.VK_DRIVER_FILES = process.env.VK_ICD_FILENAMES = swiftShader;
    gpu = create([]);
  }
  const scope = globalThis as { navigator?: object };
  // Node 20 has no `navigator`.
  scope.navigator ??= { userAgent: `Node.js/${process.versions.node}`, platform: process.platform };
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
}
