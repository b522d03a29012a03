import { PasticheError } from '../../../src/shared/errors';
import type { DeviceReport } from '../../../src/shared/gpu/device';
import type {
  EncodedImage,
  ExpectedRun,
  RunObserver,
  RunRequest,
  RunSummary,
  StylizeRun,
} from '../../../webview/engine/stylizer';
import type { Engine } from '../../../webview/engineLink/engineSlot';
import { gpu, report, runStart } from './samples';

/** A run that a test drives. */
export class ScriptedRun implements StylizeRun {
  readonly calls: string[] = [];
  /** Formats that the picture was encoded in, in order. */
  readonly formats: EncodedImage['format'][] = [];
  readonly finished: Promise<RunSummary>;
  end!: (summary: RunSummary) => void;
  fail!: (error: PasticheError) => void;
  private epoch = 0;
  private ended = false;
  private encodable = true;

  constructor(
    readonly request: RunRequest,
    readonly observer: RunObserver,
  ) {
    this.finished = new Promise<RunSummary>((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    }).finally(() => (this.ended = true));
    this.finished.catch(() => undefined);
    observer.phase('decoding');
    observer.started(runStart);
    observer.phase('targets');
  }

  get isActive(): boolean {
    return !this.ended;
  }

  /** Reports epochs until `done` of them are done, during which the machine slept. */
  reach(done: number, sleptMs = 0): void {
    const reports = [];
    while (this.epoch < done) reports.push(report(this.epoch++));
    this.observer.epochs(reports, 10, sleptMs);
  }

  finish(): void {
    this.reach(this.request.recipe.epochs);
    this.end({ epochs: this.epoch, seconds: 1, peakBytes: 0 });
  }

  losesItsImage(): void {
    this.encodable = false;
  }

  pause(): Promise<void> {
    this.calls.push('pause');
    return Promise.resolve();
  }

  resume(): void {
    this.calls.push('resume');
  }

  stop(): void {
    this.calls.push('stop');
    this.end({ epochs: this.epoch, seconds: 1, peakBytes: 0 });
  }

  encode(format: EncodedImage['format']): Promise<EncodedImage> {
    this.calls.push('encode');
    this.formats.push(format);
    if (!this.encodable) return Promise.reject(new PasticheError('device', 'The device is gone.'));
    return Promise.resolve({ bytes: new Uint8Array([this.epoch]), format, epoch: this.epoch });
  }

  dispose(): Promise<void> {
    this.calls.push('dispose');
    this.end({ epochs: this.epoch, seconds: 1, peakBytes: 0 });
    return Promise.resolve();
  }
}

/** An engine whose runs a test drives. */
export class ScriptedEngine implements Engine {
  readonly runs: ScriptedRun[] = [];
  /** What it was asked to do ahead of a run. */
  readonly expected: ExpectedRun[] = [];
  isBroken = false;
  isDisposed = false;
  openError: PasticheError | undefined;

  constructor(private readonly device: DeviceReport = gpu) {}

  open(): Promise<DeviceReport> {
    return this.openError ? Promise.reject(this.openError) : Promise.resolve(this.device);
  }

  prepare(expected: ExpectedRun): Promise<void> {
    this.expected.push(expected);
    return Promise.resolve();
  }

  start(request: RunRequest, observer: RunObserver): StylizeRun {
    if (this.runs.at(-1)?.isActive) throw new PasticheError('usage', 'Another run is going on.');
    const run = new ScriptedRun(request, observer);
    this.runs.push(run);
    return run;
  }

  dispose(): Promise<void> {
    this.isDisposed = true;
    return Promise.resolve();
  }
}
