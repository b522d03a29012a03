import { expect, it } from 'vitest';
import { rendererName } from '../../webview/engine/devices/webGlRenderer';

it.each([
  ['ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)', 'NVIDIA GeForce RTX 3060'],
  [
    'ANGLE (Intel, Intel(R) UHD Graphics 620 (0x00003EA0) Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'Intel(R) UHD Graphics 620',
  ],
  ['ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)', 'Apple M1'],
  ['ANGLE (Intel, Mesa Intel(R) UHD Graphics (TGL GT1), OpenGL 4.6)', 'Mesa Intel(R) UHD Graphics (TGL GT1)'],
  [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'SwiftShader Device (Subzero)',
  ],
  ['GeForce GTX 980, or similar', 'GeForce GTX 980, or similar'],
])('names the adapter of %s', (renderer, name) => {
  expect(rendererName(renderer)).toBe(name);
});
