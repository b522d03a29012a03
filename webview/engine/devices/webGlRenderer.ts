/** The renderer found for WebGL, or why there is none. */
export type RendererSearch =
  { readonly label: string; readonly software: boolean } | { readonly refusal: string };

/** Finds what renders when this window asks for WebGL 2. */
export function findRenderer(): RendererSearch {
  if (typeof OffscreenCanvas === 'undefined') return { refusal: 'There is no WebGL outside a browser.' };
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return { refusal: 'This window has no WebGL 2.' };
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = names ? String(gl.getParameter(names.UNMASKED_RENDERER_WEBGL)) : 'Graphics adapter';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return {
    label: rendererName(renderer),
    software: /swiftshader|llvmpipe|basic render|software/i.test(renderer),
  };
}

/** The adapter's name alone: Chromium's ANGLE gives `ANGLE (vendor, adapter and driver, version)`. */
export function rendererName(renderer: string): string {
  const adapter = /^ANGLE \([^,]*, (.*), [^,]*\)$/.exec(renderer)?.[1] ?? renderer;
  return adapter
    .replace(/^ANGLE Metal Renderer: /, '')
    .replace(/^Vulkan [\d.]+ \((.*)\)$/, '$1')
    .replace(/ Direct3D.*$/, '')
    .replace(/ \(0x[0-9a-f]+\)$/i, '');
}
