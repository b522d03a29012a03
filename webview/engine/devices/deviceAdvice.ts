/**
 * What a person can do to get WebGPU on their own system. On Linux only a command-line switch helps: VS Code's argv.json
 * passes no WebGPU flag on (microsoft/vscode, `src/main.ts`, the list of supported switches).
 */
export function webGpuAdvice(platform: string = userPlatform()): string {
  if (/linux|x11/i.test(platform)) {
    return (
      'On Linux, close VS Code and start it with "code --enable-unsafe-webgpu --enable-features=Vulkan"; ' +
      'in a browser, open chrome://flags/#enable-unsafe-webgpu and enable it.'
    );
  }
  if (/win/i.test(platform)) {
    return 'Update the graphics driver, and make sure that "disable-hardware-acceleration" is not set in argv.json.';
  }
  if (/mac/i.test(platform)) {
    return 'Update macOS and VS Code, and make sure that "disable-hardware-acceleration" is not set in argv.json.';
  }
  return 'Update the graphics driver and VS Code or the browser, and turn hardware acceleration on.';
}

/** Why a device cannot compute in float16; undefined where it can. @param label the device's name for people */
export function float16Refusal(
  label: string,
  gpu?: { readonly features: Pick<GPUSupportedFeatures, 'has'> },
): string | undefined {
  if (!gpu) return `Float16 needs WebGPU; ${label} computes in float32.`;
  if (gpu.features.has('shader-f16')) return undefined;
  return `${label} has no float16 (shader-f16); it computes in float32.`;
}

function userPlatform(): string {
  return (globalThis.navigator as WorkerNavigator | undefined)?.platform ?? '';
}
