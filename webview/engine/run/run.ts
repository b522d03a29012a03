import type * as tf from '@tensorflow/tfjs';
import { PasticheError } from '../../../src/shared/errors';
import type { OutputFormat } from '../../../src/shared/messages/output';
import { markStart } from '../../../src/shared/startMarks';
import { encodeImage } from '../images/codec';
import { asMemoryError } from '../devices/deviceWatch';
import type { Device } from '../devices/device';
import { EpochBatch } from './reporter';
import { enlargeGuided } from '../images/guidedFilter';
import { toPixels, withColorsOf } from '../images/workingScale';
import { LastPicture } from './picture';
import type { DecodedAhead } from '../images/decodedAhead';
import { lossPlan } from '../losses/lossPlan';
import { modelLabel, type NetworkStore } from '../network/networkStore';
import type { Network } from '../network/vgg19';
import { nextTask } from './nextTask';
import { PeakMeter } from './peakMeter';
import { Pause } from './control';
import { openFullContent, openPictures } from '../images/openPictures';
import type { Pyramid } from '../images/pyramid';
import { runRecord } from './runRecord';
import { lanczos, type RgbaImage } from '../images/resample';
import { resizeTensor } from '../images/resizeTensor';
import { stylize, type Epoch } from '../method/stylize';
import type { EncodedImage, RunObserver, RunRequest, RunSummary, StylizeRun } from '../stylizer';
import {
  planInFloat32,
  planRun,
  programAtOnce,
  usesFloat16,
  type PlanRequest,
  type RunPlan,
} from '../planning/runPlan';
import type { Platform } from '../platform';

type Surroundings = Platform & {
  readonly device: Device;
  readonly networks: NetworkStore;
  readonly decoded: DecodedAhead;
};

/** One run: it drives stylize.ts, and everything around it that a person can see or control. */
export class Run implements StylizeRun {
  readonly finished: Promise<RunSummary>;
  private settled = false;
  private stopping = false;
  private paused: Pause | undefined;
  private content: RgbaImage | undefined;
  private latest: { readonly image: tf.Tensor4D; readonly epoch: number } | undefined;
  /** A copy of the picture for when the device is lost, and `latest` with it. */
  private readonly last = new LastPicture(now);
  private activeMs = 0;
  private planRequest: PlanRequest | undefined;
  private plan: RunPlan | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly request: RunRequest,
    private readonly observer: RunObserver,
  ) {
    this.finished = this.make().finally(() => {
      this.settled = true;
      this.paused?.end();
    });
    this.finished.catch(() => undefined); // must not count as unhandled before the caller awaits it
  }

  get isActive(): boolean {
    return !this.settled;
  }

  async pause(): Promise<void> {
    if (this.settled) return;
    this.paused ??= new Pause();
    await this.paused.reached;
  }

  resume(): void {
    this.paused?.end();
    this.paused = undefined;
  }

  stop(): void {
    this.stopping = true;
    this.resume();
  }

  async encode(format: OutputFormat): Promise<EncodedImage> {
    const { pixels: atWork, epoch } = await this.picture();
    const pixels = await this.atOutputSize(atWork);
    const { codec, software, device } = this.surroundings;
    const record = runRecord(this.request, { software, device: device.report.label, epochs: epoch });
    const bytes = await encodeImage(codec, pixels, format, record);
    return { bytes, format, epoch };
  }

  async dispose(): Promise<void> {
    this.stop();
    await this.finished.catch(() => undefined); // told to whoever awaits `finished`
    this.forgetLatest();
  }

  private async make(): Promise<RunSummary> {
    const meter = new PeakMeter();
    try {
      // Side by side: decoding waits for the browser, weights wait for the host.
      const loading = this.load();
      const pyramid = await this.decode().catch(async (thrown: unknown) => {
        await loading.catch(() => undefined); // what ends a run leaves nothing under way
        throw thrown;
      });
      await this.iterate(pyramid, loading);
      return { epochs: this.latest?.epoch ?? 0, seconds: this.activeMs / 1000, peakBytes: meter.bytes };
    } catch (thrown) {
      const failure = await this.deviceFailure(thrown);
      if (!failure) throw asMemoryError(thrown);
      this.forgetLatest(); // its tensor is lost with the device
      throw failure;
    } finally {
      meter.dispose();
    }
  }

  private async decode(): Promise<Pyramid> {
    const { request, surroundings, observer } = this;
    markStart('decoding');
    observer.phase('decoding');
    await nextTask();
    const { content, pyramid } = await openPictures(surroundings.decoded.decode, request);
    this.content = content;
    this.planRequest = {
      device: surroundings.device,
      model: modelLabel(request.model),
      recipe: request.recipe,
      side: pyramid.side,
      shapesAt: side => pyramid.shapesAt(side),
      memoryBudget: request.memoryBudget ?? 0,
    };
    this.tellStart((this.plan = planRun(this.planRequest)));
    markStart('decoded');
    return pyramid;
  }

  /** Tells the observer how the run is computed: at the start, and again once it has to go on in float32. */
  private tellStart({ precision, note, peakBytes, scales }: RunPlan): void {
    const { request, surroundings, observer } = this;
    const { width, height } = this.content!;
    const { tiles, program } = scales.at(-1)!;
    const { recomputedBlocks = 0 } = program;
    observer.started({
      width,
      height,
      device: surroundings.device.report,
      model: modelLabel(request.model),
      peakBytes,
      precision,
      ...(note !== undefined && { precisionNote: note }),
      ...(tiles ? { tileSize: tiles.tileSize } : recomputedBlocks > 0 && { recomputedBlocks }),
    });
  }

  /** The network; how far it has come is told once the images are there. */
  private load(): Promise<Network> {
    const { request, surroundings, observer } = this;
    const loading = surroundings.networks.get(request.model, fraction => {
      if (this.plan) observer.phase('model', fraction);
    });
    loading.catch(() => undefined); // a failure is told once the images are decoded
    return loading;
  }

  private async iterate(pyramid: Pyramid, loading: Promise<Network>): Promise<void> {
    const { request, surroundings, observer } = this;
    const { recipe, model } = request;
    observer.phase('model', 0);
    const network = await loading;
    markStart('network');
    await this.compile();
    observer.phase('targets');
    await nextTask();
    await this.follow(
      stylize({
        backend: surroundings.device.backend,
        network,
        recipe,
        lossPlan: lossPlan(modelLabel(model), recipe),
        planned: () => this.plan!.scales,
        imagesAt: side => pyramid.at(side),
      }),
    );
  }

  /** Compiles the shaders of all scales on WebGPU, which takes seconds in the first run and no time later. */
  private async compile(): Promise<void> {
    const { request, surroundings, observer } = this;
    const { backend, report } = surroundings.device;
    if (report.name !== 'webgpu') return;
    observer.phase('compiling', 0);
    await nextTask();
    const programs = this.plan!.scales.map(programAtOnce);
    await this.orFailure(
      backend.compile(programs, request.recipe, fraction => observer.phase('compiling', fraction)),
    );
  }

  /** Takes epoch after epoch until the recipe's end or a stop. */
  private async follow(epochs: AsyncGenerator<Epoch, void>): Promise<void> {
    const { recipe } = this.request;
    const batch = new EpochBatch(now);
    try {
      for await (const { index, losses, image } of epochs) {
        batch.add(index, losses);
        this.keep(image, index + 1);
        if (batch.isDue || index + 1 === recipe.epochs || this.wantsIntermediate(index + 1)) {
          await this.report(batch);
        }
        if (this.wantsIntermediate(index + 1))
          this.observer.intermediate(await this.encode(this.request.output));
        await nextTask();
        // All epochs are reported before a pause or a stop, so that the picture shown is the one that would be encoded.
        if ((this.paused || this.stopping) && !batch.isEmpty) await this.report(batch);
        if (this.paused) {
          this.paused.reach();
          await this.paused.ended;
          batch.restartClock();
        }
        if (this.stopping) break;
      }
    } finally {
      batch.dispose();
      await epochs.return();
    }
  }

  private async report(batch: EpochBatch): Promise<void> {
    const { reports: all, epochMs } = await this.orFailure(batch.flush());
    markStart('epoch');
    this.activeMs += epochMs * all.length;
    const broken = all.find(report => !Number.isFinite(report.total));
    const reports = all.filter(report => Number.isFinite(report.total));
    // A float16 gradient that overflowed was replaced by 0, so the picture is still sound and the run goes on in float32.
    if (broken && usesFloat16(this.plan!)) this.fallBack(broken.epoch);
    else if (broken) {
      throw new PasticheError(
        'setting',
        `The losses stopped being numbers at epoch ${broken.epoch}: the steps are too long for this image.`,
        'Lower the learning rate or the style ratio.',
      );
    }
    if (reports.length === 0) return;
    // The picture is copied before it is reported, so that a picture which was seen is not lost.
    if (this.last.isDue) await this.last.keep(this.latest!.epoch, () => this.read());
    if (reports[0]?.epoch === 0) this.observer.phase('running');
    this.observer.epochs(reports, epochMs);
    const { painter, device } = this.surroundings;
    if (painter) {
      const image = this.atFullSize(this.latest!.image);
      try {
        await this.orFailure(painter.paint(image, this.content!, device.report));
        markStart('painted');
      } finally {
        image.dispose();
      }
    }
  }

  private fallBack(epoch: number): void {
    this.plan = planInFloat32(this.planRequest!, epoch);
    this.tellStart(this.plan); // float32 needs more memory, and perhaps tiles
  }

  /** The picture as it is now, or its last copy where it can no longer be read from the device. */
  private async picture(): Promise<{ pixels: RgbaImage; epoch: number }> {
    const { latest, last } = this;
    if (latest && !this.surroundings.device.watch.failure) {
      try {
        return { pixels: await this.read(), epoch: latest.epoch };
      } catch (thrown) {
        if (!last.picture) throw (await this.deviceFailure(thrown)) ?? asMemoryError(thrown);
      }
    }
    if (last.picture) return last.picture;
    throw new PasticheError('usage', 'There is no picture yet.', 'Wait for the first epoch.');
  }

  private async read(): Promise<RgbaImage> {
    const image = this.atFullSize(this.latest!.image);
    try {
      return await this.orFailure(toPixels(image, this.content!));
    } finally {
      image.dispose();
    }
  }

  /** The picture at its output size: enlarged to the content image's own where the recipe says `guided`. */
  private async atOutputSize(picture: RgbaImage): Promise<RgbaImage> {
    if (this.request.recipe.outputSize !== 'guided') return picture;
    const full = await openFullContent(this.surroundings.codec, this.request);
    return full.width > picture.width || full.height > picture.height
      ? enlargeGuided(picture, this.content!, full)
      : picture;
  }

  /**
   * A copy of an image as it is to be seen: at the last scale's size, and in the content image's colours where these are
   * kept.
   */
  private atFullSize(image: tf.Tensor4D): tf.Tensor4D {
    const content = this.content!;
    const large = resizeTensor(image, content.height, content.width, lanczos);
    if (this.request.recipe.colors !== 'content') return large;
    return withColorsOf(large, content);
  }

  private wantsIntermediate(epoch: number): boolean {
    const { saveEvery, recipe } = this.request;
    return saveEvery > 0 && epoch % saveEvery === 0 && epoch < recipe.epochs;
  }

  private keep(image: tf.Tensor4D, epoch: number): void {
    this.latest?.image.dispose();
    this.latest = { image: image.clone(), epoch };
  }

  private forgetLatest(): void {
    this.latest?.image.dispose();
    this.latest = undefined;
  }

  /** Waits for work on the device, and rejects if the device fails meanwhile: the work might then never settle. */
  private orFailure<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.surroundings.device.watch.failed]);
  }

  /**
   * Why the device failed, if that made something throw; it waits a moment, since work may break off before the reason is
   * known.
   */
  private async deviceFailure(thrown: unknown): Promise<PasticheError | undefined> {
    const { watch } = this.surroundings.device;
    if (thrown instanceof PasticheError) return watch.failure;
    await Promise.race([watch.failed.catch(() => undefined), delay(reasonMs)]);
    return watch.failure;
  }
}

/** How long to wait for a device to say why it failed, ms. */
const reasonMs = 200;

function delay(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

function now(): number {
  return performance.now();
}
