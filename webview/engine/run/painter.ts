import * as tf from '@tensorflow/tfjs';
import type { Device } from '../devices/device';
import { toPixels, toUnitRange } from '../images/workingScale';
import type { RgbaImage } from '../images/resample';
import { tidy } from '../support/tidy';

type PaintedDevice = Pick<Device, 'paintsDirectly'>;

/** Shows the image as it evolves. */
export interface Painter {
  /**
   * @param alphaOf an image of the same size whose alpha channel the picture takes
   * @param device the device that the image is on
   */
  paint(image: tf.Tensor4D, alphaOf: RgbaImage, device: PaintedDevice): Promise<void>;
}

/** Paints on a canvas. An image never leaves a device that can draw it there. */
export class CanvasPainter implements Painter {
  private alpha: { readonly of: RgbaImage; readonly tensor: tf.Tensor3D } | undefined;

  constructor(private readonly canvas: OffscreenCanvas) {}

  async paint(image: tf.Tensor4D, alphaOf: RgbaImage, { paintsDirectly }: PaintedDevice): Promise<void> {
    if (paintsDirectly) await this.draw(image, alphaOf);
    else await this.put(await toPixels(image, alphaOf));
  }

  private async draw(image: tf.Tensor4D, alphaOf: RgbaImage): Promise<void> {
    const alpha = this.alphaTensor(alphaOf);
    const rgba = tidy(() => tf.concat([toUnitRange(image), alpha], 2));
    try {
      // tfjs's type allows only a page's canvas, while its kernel takes any.
      await tf.browser.draw(rgba, this.canvas as unknown as HTMLCanvasElement);
    } finally {
      rgba.dispose();
    }
  }

  private put({ width, height, data }: RgbaImage): void {
    const context = this.canvas.getContext('2d');
    if (!context) return; // a canvas that WebGPU drew on has no 2D context; a new engine brings a new canvas
    this.canvas.width = width;
    this.canvas.height = height;
    context.putImageData(new ImageData(data, width, height), 0, 0);
  }

  private alphaTensor(of: RgbaImage): tf.Tensor3D {
    if (this.alpha?.of === of) return this.alpha.tensor;
    this.alpha?.tensor.dispose();
    const values = Float32Array.from({ length: of.width * of.height }, (_, i) => of.data[i * 4 + 3]! / 255);
    this.alpha = { of, tensor: tf.tensor3d(values, [of.height, of.width, 1]) };
    return this.alpha.tensor;
  }
}
