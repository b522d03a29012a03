import { vi } from 'vitest';
import { PasticheError } from '../../../src/shared/errors';
import type { DeviceReport } from '../../../src/shared/gpu/device';
import type {
  HostApi,
  ImageRef,
  Job,
  KeptPicture,
  ModelChoice,
  RunState,
  SavedImage,
  SavePlace,
  SaveRequest,
  StudioApi,
  StudioIntent,
  StudioStart,
  ProbeRequest,
} from '../../../src/shared/messages/protocol';
import type { OutputType } from '../../../src/shared/messages/output';
import { hostSchemas } from '../../../src/shared/messages/hostSchemas';
import { RpcPeer, type Params } from '../../../src/shared/messages/rpc';
import { studioSchemas } from '../../../src/shared/messages/studioSchemas';
import { StudioActions } from '../../../webview/actions/studioActions';
import type { Host } from '../../../webview/hostLink/host';
import { StudioState } from '../../../webview/state/studioState';
import { MemoryLocks } from './memoryLocks';
import { gpu, recipe } from './samples';
import { ScriptedEngine, type ScriptedRun } from './scriptedEngine';

/** The smallest PNG header that can be read: 1 x 1 pixel. */
const png = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
  letter => letter.charCodeAt(0),
);

/** Waits for what a message or two bring about; the limit only ends what hangs. */
export function eventually<T>(look: () => T): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 10 });
}

/** The studio's actions between a host and an engine that a test drives, joined by real messages. */
export class Bench {
  readonly state = new StudioState();
  readonly actions: StudioActions;
  /** The host's end of the channel. */
  readonly extension: RpcPeer<HostApi, StudioApi>;
  readonly engines: ScriptedEngine[] = [];
  /** Pictures that the host was asked to save; the fields below have its other requests and notices, but for file reads. */
  readonly saves: SaveRequest[] = [];
  readonly failures: Params<HostApi, 'runFailed'>[] = [];
  readonly told: RunState[] = [];
  readonly logs: string[] = [];
  /** Uris of the images that the host was asked for. */
  readonly reads: string[] = [];
  /** The host was told that all but the network is ready. */
  hurried = false;
  remembered: StudioIntent | undefined;
  /** Answers of the host; tests change them. */
  files: Record<string, Uint8Array | PasticheError> = {};
  model: ModelChoice | PasticheError = { kind: 'pocket' };
  /** The network that is there without a download. */
  atHand: ModelChoice | PasticheError | null = { kind: 'pocket' };
  /** True leaves `prepareModel` pending until it is aborted. */
  modelHangs = false;
  modelAborted = false;
  saveError: PasticheError | undefined;
  /** True leaves `saveImage` pending, as while the person is asked for another place. */
  saveHangs = false;
  /** What was kept, read and forgotten, in order. */
  readonly keeping: (readonly [method: string, params: unknown])[] = [];
  kept: readonly KeptPicture[] = [];
  resumes = false;
  /** The file that the person names to save a picture under. */
  place: SavePlace | null = null;
  removal: 'save' | 'discard' | 'cancel' = 'cancel';
  picked: ImageRef | null = null;
  openError: PasticheError | undefined;
  /** The device of engines that are created from now on. */
  device: DeviceReport = gpu;
  probeError: PasticheError | undefined;
  readonly probes: ProbeRequest[] = [];
  /** Types that the window can write. */
  encoders: readonly OutputType[] = ['png', 'jpeg', 'webp'];

  /** @param locks what the pages of several windows share */
  constructor(locks: LockManager = new MemoryLocks()) {
    const post =
      (to: () => { receive(message: unknown): void }) =>
      (message: unknown): void => {
        const copy = structuredClone(message);
        queueMicrotask(() => to().receive(copy));
      };
    const defect = (error: PasticheError): void => {
      throw error;
    };
    const studio: RpcPeer<StudioApi, HostApi> = new RpcPeer<StudioApi, HostApi>(
      post(() => this.extension),
      {
        enqueue: (params, signal) => this.actions.handlers.enqueue(params, signal),
        command: (params, signal) => this.actions.handlers.command(params, signal),
        settingsChanged: (params, signal) => this.actions.handlers.settingsChanged(params, signal),
        vgg19Changed: (params, signal) => this.actions.handlers.vgg19Changed(params, signal),
      },
      defect,
      studioSchemas,
    );
    this.extension = new RpcPeer<HostApi, StudioApi>(
      post(() => studio),
      {
        ready: () => this.startOf([], true),
        readImage: ({ uri }) => (this.reads.push(uri), answerWith(this.files[uri] ?? png)),
        prepareModel: (_, signal) => this.prepareModel(signal),
        networkAtHand: () => answerWith(this.atHand),
        readModelFile: () => new Uint8Array(3),
        probeOutput: request => {
          this.probes.push(request);
          if (this.probeError) throw this.probeError;
        },
        saveImage: request => this.save(request),
        askPlace: params => this.note('askPlace', params, this.place),
        saveAt: params => this.note('saveAt', params, { uri: params.uri, label: params.uri }),
        keepRun: params => this.note('keepRun', params, null),
        keepPicture: params => this.note('keepPicture', params, `kept-${this.keeping.length}`),
        readCheckpoint: params => this.note('readCheckpoint', params, Uint8Array.of(1, 2, 3)),
        endRun: params => this.note('endRun', params, params.setAside ? 'set-aside' : null),
        forgetPicture: params => this.note('forgetPicture', params, null),
        askRemoval: params => this.note('askRemoval', params, this.removal),
        pickStyle: () => this.picked,
        pickMask: () => this.picked,
        openImage: () => undefined,
        openSettings: () => undefined,
        remember: () => undefined,
        engineReady: () => void (this.hurried = true),
        runChanged: state => void this.told.push(state),
        runFailed: params => void this.failures.push(params),
        log: ({ text }) => void this.logs.push(text),
      },
      defect,
      hostSchemas,
    );
    const host: Host = {
      call: studio.call.bind(studio),
      notify: studio.notify.bind(studio),
      remember: intent => (this.remembered = structuredClone(intent)),
    };
    this.actions = new StudioActions(
      this.state,
      host,
      () => {
        const engine = new ScriptedEngine(this.device);
        engine.openError = this.openError;
        this.engines.push(engine);
        return Promise.resolve(engine);
      },
      type => Promise.resolve(this.encoders.includes(type)),
      locks,
    );
  }

  startOf(jobs: readonly Job[], autoStart: boolean, autoSave = true): StudioStart {
    return {
      version: '0.0.0',
      intent: { jobs, preset: 'seed', recipe },
      settings: {
        device: 'auto',
        output: { type: 'png', quality: 90 },
        autoSave,
        saveEvery: 0,
        memoryBudget: 0,
      },
      assets: { worker: '', wasm: '' },
      autoStart,
      studio: 'bench',
      kept: this.kept,
      resumes: this.resumes,
    };
  }

  /** Phases that the host was told of, in order. */
  get phases(): string[] {
    const phases = this.told.map(({ phase }) => phase);
    return phases.filter((phase, i) => phase !== phases[i - 1]);
  }

  get phase(): string {
    return this.state.run.get().phase;
  }

  get statuses(): string[] {
    return this.state.queue.get().entries.map(entry => entry.status);
  }

  /** Waits for the run with this number, counted over all engines. */
  async run(number: number): Promise<ScriptedRun> {
    return await eventually(() => {
      const run = this.engines.flatMap(engine => engine.runs)[number];
      if (!run) throw new Error(`Run ${number} has not begun.`);
      return run;
    });
  }

  async reaches(phase: string): Promise<void> {
    await eventually(() => {
      if (this.phase !== phase) throw new Error(`The phase is ${this.phase}, not ${phase}.`);
    });
  }

  private async prepareModel(signal: AbortSignal): Promise<ModelChoice> {
    if (this.modelHangs) {
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()));
      this.modelAborted = true;
    }
    return answerWith(this.model);
  }

  private note<T>(method: string, params: unknown, answer: T): T {
    this.keeping.push([method, params]);
    return answer;
  }

  private save(request: SaveRequest): SavedImage | Promise<SavedImage> {
    if (this.saveError) throw this.saveError;
    this.saves.push(request);
    if (this.saveHangs) return new Promise(() => undefined);
    return { uri: `file:///${request.job.id}.png`, label: `${request.job.id}.png` };
  }
}

function answerWith<T>(answer: T | PasticheError): T {
  if (answer instanceof PasticheError) throw answer;
  return answer;
}
