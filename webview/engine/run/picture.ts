import * as tf from '@tensorflow/tfjs';
import { asPasticheError, PasticheError } from '../../../src/shared/errors';
import type { OutputFormat, RunRecord } from '../../../src/shared/messages/output';
import type { Device } from '../devices/device';
import { encodeImage } from '../images/codec';
import { enlargeGuided } from '../images/guidedFilter';
import { openFullContent } from '../images/openPictures';
import { lanczos, type RgbaImage } from '../images/resample';
import { resizeTensor } from '../images/resizeTensor';
import { toPixels, withColorsOf } from '../images/workingScale';
import { modelLabel } from '../network/networkStore';
import type { Platform } from '../platform';
import type { EncodedImage, RunObserver, RunRequest } from '../stylizer';

/** The least time between two rescued copies, ms: a picture that is some seconds old is as good as the last. */
const leastIntervalMs = 2000;

/** The most time between them, ms: where the machine slept during a copy, what the copy took says nothing. */
const mostIntervalMs = 10 * 60e3;

/** The share of a run's time that rescued copies may take; checkpoints may take as much. */
const share = 0.01;

interface Pixels {
  readonly pixels: RgbaImage;
  /** How many steps had been taken. */
  readonly epoch: number;
}

type Surroundings = Pick<Platform, 'codec' | 'software'> & { readonly device: Device };

/** A run's picture: its latest image on the device, and a copy in the processor's memory for when the device is lost. */
export class RunPicture {
  private latest: { readonly image: tf.Tensor4D; readonly epoch: number } | undefined;
  private rescued: Pixels | undefined;
  private rescueDueAt = 0;

  /** @param content the content image at the picture's working size, in its own colours */
  constructor(
    private readonly surroundings: Surroundings,
    private readonly request: RunRequest,
    private readonly content: RgbaImage,
    private readonly observer: Pick<RunObserver, 'trouble'>,
  ) {}

  /** How many steps the latest image has taken. */
  get epoch(): number {
    return this.latest?.epoch ?? 0;
  }

  /** Keeps a clone of an image in place of the one before. @param epoch how many steps it has taken */
  keep(image: tf.Tensor4D, epoch: number): void {
    this.latest?.image.dispose();
    this.latest = { image: image.clone(), epoch };
  }

  /** Copies the latest image off the device, where the last copy is old enough. */
  async rescue(): Promise<void> {
    const start = performance.now();
    if (start < this.rescueDueAt) return;
    const { epoch, image } = this.latest!;
    // An image that is no picture any more would take the place of one that was.
    if (await this.surroundings.device.watch.orFailure(isFinite(image))) {
      this.rescued = { pixels: await this.show(toPixels), epoch };
    }
    const end = performance.now();
    this.rescueDueAt = end + Math.min(mostIntervalMs, Math.max(leastIntervalMs, (end - start) / share));
  }

  /**
   * Hands the latest image to work on the device, as it is to be seen: at the last scale's size, and in the content image's
   * colours where these are kept. The tensor is freed when the work has settled.
   */
  async show<T>(work: (image: tf.Tensor4D, content: RgbaImage) => Promise<T>): Promise<T> {
    const { content, request, surroundings } = this;
    const large = resizeTensor(this.latest!.image, content.height, content.width, lanczos);
    const image = request.recipe.colors === 'content' ? withColorsOf(large, content) : large;
    try {
      return await surroundings.device.watch.orFailure(work(image, content));
    } finally {
      image.dispose();
    }
  }

  /**
   * The picture as it is now as a file, with its run record. An enlargement that fails is told, and leaves the picture at the
   * size worked at.
   * @param size whether it has its output size, or that worked at, as one that is kept for an emergency
   * @throws PasticheError `usage` before the first epoch
   */
  async encode(format: OutputFormat, size: 'output' | 'working' = 'output'): Promise<EncodedImage> {
    const { pixels: atWork, epoch } = await this.read();
    const pixels = size === 'output' ? await this.atOutputSize(atWork) : atWork;
    const { codec, software, device } = this.surroundings;
    const record = runRecord(this.request, { software, device: device.report.label, epochs: epoch });
    const bytes = await encodeImage(codec, pixels, format, record, size === 'output' ? 'small' : 'quick');
    return { bytes, format, epoch };
  }

  /** Frees the image on the device; the copy off it stays. */
  dispose(): void {
    this.latest?.image.dispose();
    this.latest = undefined;
  }

  /** The picture as it is now, or its rescued copy where it can no longer be read from the device. */
  private async read(): Promise<Pixels> {
    const { latest, surroundings } = this;
    const { watch } = surroundings.device;
    if (latest && !watch.failure) {
      try {
        return { pixels: await this.show(toPixels), epoch: latest.epoch };
      } catch (thrown) {
        if (!this.rescued) throw await watch.reasonFor(thrown);
      }
    }
    if (this.rescued) return this.rescued;
    throw noPicture();
  }

  /** The picture at its output size: enlarged to the content image's own where the recipe says `guided`. */
  private async atOutputSize(picture: RgbaImage): Promise<RgbaImage> {
    if (this.request.recipe.outputSize !== 'guided') return picture;
    try {
      const full = await openFullContent(this.surroundings.codec, this.request);
      return full.width > picture.width || full.height > picture.height
        ? enlargeGuided(picture, this.content, full)
        : picture;
    } catch (thrown) {
      this.observer.trouble?.(notEnlarged(picture, thrown));
      return picture;
    }
  }
}

/** The record that a saved picture carries of how it was made. */
function runRecord(
  { content, styles, model, recipe }: RunRequest,
  made: Pick<RunRecord, 'software' | 'device' | 'epochs'>,
): RunRecord {
  return {
    ...made,
    content: content.name,
    styles: styles.map(({ image, weight, region }) => ({
      name: image.name,
      weight,
      ...(region && { region: region.name }),
    })),
    model: modelLabel(model),
    recipe,
  };
}

/** Whether all numbers of an image are finite: zero times any other is not zero. */
async function isFinite(image: tf.Tensor4D): Promise<boolean> {
  const sum = tf.tidy(() => tf.sum(tf.mul(image, 0)));
  try {
    return (await sum.data())[0] === 0;
  } finally {
    sum.dispose();
  }
}

function notEnlarged({ width, height }: RgbaImage, cause: unknown): PasticheError {
  const { code, message } = asPasticheError(cause);
  return new PasticheError(
    code,
    `The picture could not be enlarged to its content image's size and has ${width} × ${height} pixels: ${message}`,
    'Close other programs, or set the output size to scale or working.',
    { cause },
  );
}

/** The error of asking for a run's picture before there is one. */
export function noPicture(): PasticheError {
  return new PasticheError('usage', 'There is no picture yet.', 'Wait for the first epoch.');
}
