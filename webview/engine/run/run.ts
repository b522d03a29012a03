import type * as tf from '@tensorflow/tfjs';
import { PasticheError } from '../../../src/shared/errors';
import type { OutputFormat } from '../../../src/shared/messages/output';
import { markStart } from '../../../src/shared/startMarks';
import { scalesOf } from '../../../src/shared/recipe/scales';
import { encodeImage } from '../images/codec';
import { asMemoryError } from '../devices/deviceWatch';
import type { Device } from '../devices/openDevice';
import { EpochBatch } from './reporter';
import { chooseRecomputation } from '../planning/recomputation';
import { compilePrograms } from '../backends/webgpu/compilePrograms';
import { createExplicitObjective } from '../backends/explicitObjective';
import { programShapes, type ProgramShapes } from '../gradient/programShapes';
import { enlargeGuided } from '../images/guidedFilter';
import {
  choosePrecision,
  createPreciseObjective,
  fallBack,
  tilesNote,
  type PrecisionChoice,
} from '../planning/precisionChoice';
import { toPixels, withColorsOf } from '../images/workingScale';
import { LastPicture } from './picture';
import { lossPlan } from '../losses/lossPlan';
import { forecastPeakBytes } from '../planning/memoryForecast';
import { memoryLimits } from '../planning/memoryLimits';
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
import type { ScaleImages } from '../images/scaleImages';
import { stylize, type Epoch } from '../method/stylize';
import { chooseTileSize, tileOf } from '../planning/tileChoice';
import type { TileSize } from '../tiles/tileGrid';
import type { EncodedImage, RunObserver, RunRequest, RunSummary, StylizeRun } from '../stylizer';
import type { Platform } from '../engine';

type Surroundings = Platform & { readonly device: Device; readonly networks: NetworkStore };

/** A scale's program, and the side of the tiles that it is computed in where it is. */
type SizedProgram = ProgramShapes & { readonly tileSize: number | undefined };

function asComputed(program: SizedProgram): ProgramShapes {
  const { tileSize } = program;
  return tileSize === undefined ? program : tileOf(program, tileSize);
}

/** One run: drives stylize.ts, and everything around it that a person can see or steer. */
export class Run implements StylizeRun {
  readonly finished: Promise<RunSummary>;
  private settled = false;
  private stopping = false;
  private paused: Pause | undefined;
  private content: RgbaImage | undefined;
  private latest: { readonly image: tf.Tensor4D; readonly epoch: number } | undefined;
  /** For when the device is lost, and `latest` with it. */
  private readonly last = new LastPicture(now);
  private activeMs = 0;
  private precision: PrecisionChoice = { precision: 'f32' };
  private pyramid: Pyramid | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly request: RunRequest,
    private readonly observer: RunObserver,
  ) {
    this.finished = this.make().finally(() => {
      this.settled = true;
      this.paused?.end();
    });
    this.finished.catch(() => undefined); // its caller may look later
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
      // Beside each other: decoding waits for the browser, weights wait for the host.
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
      this.forgetLatest(); // its device is no more
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
    const { content, pyramid } = await openPictures(surroundings.codec, request);
    this.content = content;
    this.pyramid = pyramid;
    this.precision = choosePrecision(surroundings.device, request.recipe, () => this.halvesSave(pyramid));
    this.tellStart(pyramid);
    markStart('decoded');
    return pyramid;
  }

  /** What the run will be, or by now is: as large as it was asked for, and computed as the memory allows. */
  private tellStart(pyramid: Pyramid): void {
    const { request, surroundings, observer } = this;
    const { width, height } = this.content!;
    const programs = this.programs(pyramid);
    const { tileSize, recomputedBlocks = 0 } = programs.at(-1)!;
    const { precision, note } = this.precision;
    const precisionNote = note ?? (precision === 'f16' && tileSize !== undefined ? tilesNote : undefined);
    observer.started({
      width,
      height,
      device: surroundings.device.report,
      model: modelLabel(request.model),
      peakBytes: forecastPeakBytes(programs.map(asComputed), [height, width], request.recipe),
      precision: tileSize === undefined ? precision : 'f32',
      ...(precisionNote !== undefined && { precisionNote }),
      ...(tileSize === undefined ? recomputedBlocks > 0 && { recomputedBlocks } : { tileSize }),
    });
  }

  /** The network; how far it has come is told once the images are there. */
  private load(): Promise<Network> {
    const { request, surroundings, observer } = this;
    const loading = surroundings.networks.get(request.model, fraction => {
      if (this.pyramid) observer.phase('model', fraction);
    });
    loading.catch(() => undefined); // a failure is told once the images are decoded
    return loading;
  }

  private async iterate(pyramid: Pyramid, loading: Promise<Network>): Promise<void> {
    const { request, observer } = this;
    const { recipe, model } = request;
    observer.phase('model', 0);
    const network = await loading;
    markStart('network');
    await this.compile(pyramid);
    observer.phase('targets');
    await nextTask();
    const epochs = stylize({
      network,
      side: pyramid.side,
      imagesAt: side => pyramid.at(side),
      plan: lossPlan(modelLabel(model), recipe),
      recipe,
      createObjective: (net, targets, images) => {
        markStart('targets');
        return createPreciseObjective(
          precision =>
            createExplicitObjective(net, targets, precision, this.programOf(images).recomputedBlocks),
          () => this.precision.precision,
        );
      },
      tilesFor: images => this.tilesFor(this.programOf(images)),
    });
    await this.follow(epochs);
  }

  /** Shaders of all scales, where the device has any: seconds at the first run, nothing later. */
  private async compile(pyramid: Pyramid): Promise<void> {
    const { request, surroundings, observer } = this;
    if (surroundings.device.report.name !== 'webgpu') return;
    observer.phase('compiling', 0);
    await nextTask();
    const programs = this.programs(pyramid).map(asComputed);
    await this.orFailure(
      compilePrograms(programs, request.recipe, fraction => observer.phase('compiling', fraction)),
    );
  }

  /** What each scale will compute, before anything is. */
  private programs(pyramid: Pyramid): readonly SizedProgram[] {
    return scalesOf(this.request.recipe, pyramid.side).map(({ side }) => {
      const program = this.programOf(pyramid.shapesAt(side));
      return { ...program, tileSize: this.tilesFor(program)?.tileSize };
    });
  }

  /** Whether the last scale fits the memory whole in float16, and in float32 does not. */
  private halvesSave(pyramid: Pyramid): boolean {
    const images = pyramid.shapesAt(pyramid.side);
    const [f32, f16] = (['f32', 'f16'] as const).map(precision => this.programOf(images, precision));
    const isWhole = (program: ProgramShapes): boolean => this.tilesFor(program) === undefined;
    return isWhole(f16!) && (!isWhole(f32!) || (f32!.recomputedBlocks ?? 0) > (f16!.recomputedBlocks ?? 0));
  }

  private programOf(images: ScaleImages, precision = this.precision.precision): ProgramShapes {
    const { recipe, model, memoryBudget } = this.request;
    const program = { ...programShapes(modelLabel(model), recipe, images), precision };
    const recomputedBlocks = chooseRecomputation(program, recipe, memoryLimits(memoryBudget));
    return { ...program, recomputedBlocks };
  }

  private tilesFor(program: ProgramShapes): TileSize | undefined {
    const { recipe, memoryBudget } = this.request;
    return chooseTileSize(program, recipe, memoryLimits(memoryBudget));
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
        // What is told and shown then is what an encoded picture holds.
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
    // In float16 a gradient that overflowed was not followed, so the picture is as sound as before.
    if (broken && this.precision.precision === 'f16') this.fallBack(broken.epoch);
    else if (broken) {
      throw new PasticheError(
        'setting',
        `The losses stopped being numbers at epoch ${broken.epoch}: the steps are too long for this image.`,
        'Lower the learning rate or the style ratio.',
      );
    }
    if (reports.length === 0) return;
    // Before anyone is told: what was seen is not lost.
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
    this.precision = fallBack(epoch);
    this.tellStart(this.pyramid!); // Memory and what it asks for are others now.
  }

  /** The picture as it is now, or where the device no longer tells, as it was a moment ago. */
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

  /** Guided by the content image up to its own size, where the recipe says so. */
  private async atOutputSize(picture: RgbaImage): Promise<RgbaImage> {
    if (this.request.recipe.outputSize !== 'guided') return picture;
    const full = await openFullContent(this.surroundings.codec, this.request);
    return full.width > picture.width || full.height > picture.height
      ? enlargeGuided(picture, this.content!, full)
      : picture;
  }

  /** A copy as it is to be seen: enlarged on the coarser scales, in the content image's colours where these are kept. */
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

  /** Waits for the device, or for its end. */
  private orFailure<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.surroundings.device.watch.failed]);
  }

  /** Why the device failed, if that is what made something throw: work that breaks off is heard of before its reason. */
  private async deviceFailure(thrown: unknown): Promise<PasticheError | undefined> {
    const { watch } = this.surroundings.device;
    if (thrown instanceof PasticheError) return watch.failure;
    await Promise.race([watch.failed.catch(() => undefined), delay(reasonMs)]);
    return watch.failure;
  }
}

/** How long a device takes at most to say why it ended. */
const reasonMs = 200;

function delay(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

function now(): number {
  return performance.now();
}
