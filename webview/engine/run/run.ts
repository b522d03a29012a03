import type { OutputFormat } from '../../../src/shared/messages/output';
import { markStart } from '../../../src/shared/startMarks';
import type { Device } from '../devices/device';
import type { DecodedAhead } from '../images/decodedAhead';
import { openPictures } from '../images/openPictures';
import { stylize } from '../method/stylize';
import type { NetworkStore } from '../network/networkStore';
import type { NetworkWeights } from '../network/vgg19';
import type { Platform } from '../platform';
import type { EncodedImage, RunObserver, RunRequest, RunSummary, StylizeRun } from '../stylizer';
import { digestOf, requireSameRun, unpackCheckpoint } from './checkpoint';
import { RunComputation } from './computation';
import { nextTask, RunControl } from './control';
import { RunKeeper } from './keeper';
import { PeakMeter } from './peakMeter';
import { noPicture, RunPicture } from './picture';
import { EpochReporter } from './reporter';

type Surroundings = Platform & {
  readonly device: Device;
  readonly networks: NetworkStore;
  readonly decoded: DecodedAhead;
};

/** What is known of a run once its images are decoded. */
interface Decoded {
  readonly computation: RunComputation;
  readonly picture: RunPicture;
}

/** One run, from its files to its picture: it decodes, plans, loads, compiles, follows stylize.ts, and settles. */
export class Run implements StylizeRun {
  readonly finished: Promise<RunSummary>;
  private readonly control = new RunControl();
  private decoded: Decoded | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly request: RunRequest,
    private readonly observer: RunObserver,
  ) {
    this.finished = this.make().finally(() => this.control.end());
    this.finished.catch(() => undefined); // must not count as unhandled before the caller awaits it
  }

  get isActive(): boolean {
    return this.control.isActive;
  }

  readonly pause = (): Promise<void> => this.control.pause();
  readonly resume = (): void => this.control.resume();
  readonly stop = (): void => this.control.stop();

  async encode(format: OutputFormat): Promise<EncodedImage> {
    if (!this.decoded) throw noPicture();
    return await this.decoded.picture.encode(format);
  }

  async dispose(): Promise<void> {
    this.stop();
    await this.finished.catch(() => undefined); // told to whoever awaits `finished`
    this.decoded?.picture.dispose();
  }

  private async make(): Promise<RunSummary> {
    const { watch, backend } = this.surroundings.device;
    const meter = new PeakMeter(backend.account);
    try {
      // Side by side: decoding waits for the browser, weights wait for the host.
      const loading = this.load();
      const decoded = await this.decode().catch(async (thrown: unknown) => {
        await loading.catch(() => undefined); // what ends a run leaves nothing under way
        throw thrown;
      });
      this.observer.phase('model', 0);
      const network = await loading;
      markStart('network');
      await decoded.computation.compile();
      this.observer.phase('targets');
      await nextTask();
      const activeMs = await this.follow(network, decoded);
      return { epochs: decoded.picture.epoch, seconds: activeMs / 1000, peakBytes: meter.bytes };
    } catch (thrown) {
      const reason = await watch.reasonFor(thrown);
      if (watch.failure) this.decoded?.picture.dispose(); // its tensor is lost with the device
      throw reason;
    } finally {
      meter.dispose();
    }
  }

  /** The network; how far it has come is told once the images are there. */
  private load(): Promise<NetworkWeights> {
    const { request, surroundings, observer } = this;
    const loading = surroundings.networks.get(request.model, fraction => {
      if (this.decoded) observer.phase('model', fraction);
    });
    loading.catch(() => undefined); // a failure is told once the images are decoded
    return loading;
  }

  /** Decodes the images, and plans how the run is computed. */
  private async decode(): Promise<Decoded> {
    const { request, surroundings, observer } = this;
    markStart('decoding');
    observer.phase('decoding');
    await nextTask();
    const pictures = await openPictures(surroundings.decoded.decode, request);
    this.decoded = {
      computation: new RunComputation(surroundings.device, request, pictures, observer),
      picture: new RunPicture(surroundings, request, pictures.content, observer),
    };
    markStart('decoded');
    return this.decoded;
  }

  /** Takes epoch after epoch until the recipe's end or a stop. @returns the milliseconds in which they were computed */
  private async follow(network: NetworkWeights, { computation, picture }: Decoded): Promise<number> {
    const { request, observer, control } = this;
    const { device, painter } = this.surroundings;
    const from = request.checkpoint && unpackCheckpoint(request.checkpoint);
    if (from) requireSameRun(from, await digestOf(request));
    const inputs = computation.inputs(network, from);
    const parts = { request, device, picture, computation, observer };
    const reporter = new EpochReporter({ ...parts, painter, keeper: new RunKeeper(parts) });
    const epochs = stylize(inputs);
    try {
      for await (const epoch of epochs) {
        await reporter.take(epoch);
        if (!(await control.between(reporter))) break;
      }
      return reporter.activeMs;
    } finally {
      reporter.dispose();
      await epochs.return();
    }
  }
}
