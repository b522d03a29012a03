import { asPasticheError, errorText, throwIfAborted } from '../../src/shared/errors';
import { readImageHeader } from '../../src/shared/imageFile';
import type { ImageRef, Job } from '../../src/shared/messages/protocol';
import { abortable } from '../engineLink/abortable';
import { bytesOfDataUri } from '../hostLink/dataUri';
import type { RunRequest, SourceImage, WeightedStyle } from '../engine/stylizer';
import type { Host } from '../hostLink/host';
import { imagesOf } from '../state/jobStyles';
import { entryOf } from '../state/queue';
import type { Picture, StudioState } from '../state/studioState';

/** The images of a job as the engine takes them. */
export type JobImages = Pick<RunRequest, 'content' | 'styles'>;

/** Reads images from the host and shows them; revokes the urls of those no longer shown. */
export class PictureShelf {
  /** The image that was read before a job had it. */
  private ahead: { readonly uri: string; readonly reading: Promise<Uint8Array> } | undefined;

  constructor(
    private readonly host: Host,
    private readonly state: StudioState,
  ) {}

  /** Reads an image that a job is about to have, which then takes its bytes from here. It is not shown. */
  async readAhead({ uri, name }: ImageRef): Promise<SourceImage> {
    const reading = this.host.call('readImage', { uri });
    this.ahead = { uri, reading };
    return { name, bytes: await reading };
  }

  /**
   * Reads all images of a job and shows each as soon as it has come.
   * @throws PasticheError `image`, naming the file, when one cannot be read or is no image
   */
  async read(job: Job, signal: AbortSignal): Promise<JobImages> {
    this.keepOnly(job);
    const images = new Map<string, Promise<SourceImage>>();
    for (const image of imagesOf(job)) {
      if (!images.has(image.uri)) images.set(image.uri, this.readOne(image, signal));
    }
    // Every image is waited for, so that the readable ones are shown even where another fails.
    await Promise.allSettled(images.values());
    const read = ({ uri }: ImageRef): Promise<SourceImage> => images.get(uri)!;
    const styles = job.styles.map(async ({ image, weight, region }): Promise<WeightedStyle> => {
      const mask =
        region && (region.kind === 'image' ? await read(region.image) : painted(region.uri, image));
      return { image: await read(image), weight, ...(mask && { region: mask }) };
    });
    const [first, ...others] = await Promise.all(styles);
    return { content: await read(job.content), styles: [first!, ...others] };
  }

  /** Shows all images of a job that waits for the person; one that cannot be read is shown as broken. */
  async preview(job: Job): Promise<void> {
    await this.read(job, new AbortController().signal).catch(() => undefined);
  }

  /** Reads those images of a job that are not shown yet, and stops showing those of other jobs. */
  async complete(job: Job): Promise<void> {
    this.keepOnly(job);
    const shown = this.state.pictures.get();
    const missing = imagesOf(job).filter(({ uri }) => shown.get(uri)?.kind !== 'shown');
    await Promise.allSettled(missing.map(image => this.readOne(image, new AbortController().signal)));
  }

  private async readOne({ uri, name }: ImageRef, signal: AbortSignal): Promise<SourceImage> {
    try {
      const bytes = await this.bytesOf(uri, signal);
      const { type } = readImageHeader(bytes, name);
      throwIfAborted(signal);
      const blob = new Blob([bytes.slice()], { type: `image/${type}` });
      this.put(uri, { kind: 'shown', url: URL.createObjectURL(blob) });
      return { name, bytes };
    } catch (thrown) {
      const error = asPasticheError(thrown);
      if (error.code !== 'cancelled') this.put(uri, { kind: 'broken', message: errorText(error) });
      throw error;
    }
  }

  /** Bytes that were read ahead are used once; where they could not be read, it is tried again. */
  private async bytesOf(uri: string, signal: AbortSignal): Promise<Uint8Array> {
    const { ahead } = this;
    if (ahead?.uri !== uri) return await this.host.call('readImage', { uri }, { signal });
    this.ahead = undefined;
    const bytes = await abortable(ahead.reading, signal).catch(() => undefined);
    return bytes ?? (await this.host.call('readImage', { uri }, { signal }));
  }

  private put(uri: string, picture: Picture): void {
    const pictures = new Map(this.state.pictures.get());
    revoke(pictures.get(uri));
    this.state.pictures.set(pictures.set(uri, picture));
  }

  /** Stops showing all images but this job's and those of the job in which a region is being painted. */
  private keepOnly(job: Job): void {
    const { queue, painting, pictures } = this.state;
    const painted = entryOf(queue.get(), painting.get()?.jobId ?? null);
    const wanted = [job, ...(painted ? [painted.job] : [])].flatMap(imagesOf);
    const uris = new Set(wanted.map(({ uri }) => uri));
    const kept = new Map<string, Picture>();
    for (const [uri, picture] of pictures.get()) {
      if (uris.has(uri)) kept.set(uri, picture);
      else revoke(picture);
    }
    pictures.set(kept);
  }
}

/** The mask of a painted region as the engine takes it; the name is for errors. */
function painted(uri: string, { name }: ImageRef): SourceImage {
  return { name: `the painted region of ${name}`, bytes: bytesOfDataUri(uri) };
}

function revoke(picture: Picture | undefined): void {
  if (picture?.kind === 'shown') URL.revokeObjectURL(picture.url);
}
