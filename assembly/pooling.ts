/**
 * The gradient of average pooling over windows of 1 or 2 pixels down and across. Images are [rows, columns, channels], with
 * a multiple of 4 channels.
 */
import { quadBytes, splat } from './products';

/**
 * Spreads a gradient over the pooling's windows and finishes it, spread gradient + own where activation > 0, else 0: gradient
 * [pooledHeight, pooledWidth, channels] -> result [height, width, channels], as `own` and `activation` are.
 * @param share address of the number that the gradient is multiplied by
 * @param own 0 where absent
 */
export function spreadGradient(
  gradient: usize,
  pooledHeight: usize,
  pooledWidth: usize,
  down: usize,
  across: usize,
  share: usize,
  own: usize,
  activation: usize,
  height: usize,
  width: usize,
  channels: usize,
  result: usize,
): void {
  const factor = v128.load32_splat(share);
  const pixel = channels * 4;
  let at: usize = 0;
  for (let y: usize = 0; y < height; y++) {
    const row = y / down;
    for (let x: usize = 0; x < width; x++) {
      const column = x / across;
      // An odd last row or column is in no window, so no gradient comes to it.
      const isPooled = row < pooledHeight && column < pooledWidth;
      const from = gradient + (row * pooledWidth + column) * pixel;
      for (let quad: usize = 0; quad < pixel; quad += quadBytes) {
        let value = isPooled ? f32x4.mul(factor, v128.load(from + quad)) : splat(0);
        if (own) value = f32x4.add(value, v128.load(own + at));
        v128.store(result + at, v128.and(value, f32x4.gt(v128.load(activation + at), splat(0))));
        at += quadBytes;
      }
    }
  }
}
