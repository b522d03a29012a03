import { readFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import type { Device } from '../../../webview/engine/devices/device';
import type { DevicePreference } from '../../../src/shared/gpu/device';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { provideWebGpu } from '../../../scripts/lib/node/nodeGpu';
import { toWorkingScale } from '../../../webview/engine/images/workingScale';

export async function openTestDevice(name: DevicePreference): Promise<Device> {
  if (name === 'webgpu') await provideWebGpu();
  const { openDevice } = await import('../../../webview/engine/devices/openDevice');
  return openDevice(name, nodePlatform.wasm);
}

/** An image file as a tensor in working scale, at its own size. */
export async function readImage(path: string): Promise<tf.Tensor4D> {
  const { data, info } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return toWorkingScale({ width: info.width, height: info.height, data: new Uint8ClampedArray(data) });
}

export function readFloats(path: string): Float32Array {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
