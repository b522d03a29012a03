import type { DevicePreference, DeviceReport } from '../../src/shared/gpu/device';
import { abortable } from './abortable';
import type { Stylizer } from '../engine/stylizer';
import type { StudioState } from '../state/studioState';

/** A stylizer that may end by itself, as a worker does when it crashes. */
export interface Engine extends Stylizer {
  readonly isBroken: boolean;
}

export type CreateEngine = (canvas: HTMLCanvasElement) => Promise<Engine>;

/**
 * Holds the only engine, which is created when it is first needed and again after it failed. Every engine gets a new
 * canvas, since control of a canvas can be transferred only once; the old canvas shows its last frame until then.
 */
export class EngineSlot {
  private held: { readonly engine: Promise<Engine>; readonly preference: DevicePreference } | undefined;

  constructor(
    private readonly state: StudioState,
    private readonly create: CreateEngine,
  ) {}

  /** Returns an engine with its device open. Where that fails or is cancelled, the engine is discarded. */
  async open(
    preference: DevicePreference,
    signal: AbortSignal,
  ): Promise<{ engine: Stylizer; device: DeviceReport }> {
    if (this.held && (this.held.preference !== preference || (await this.held.engine).isBroken)) {
      await this.discard();
    }
    this.held ??= { engine: this.make(), preference };
    try {
      const engine = await abortable(this.held.engine, signal);
      return { engine, device: await abortable(engine.open(preference), signal) };
    } catch (thrown) {
      void this.discard();
      throw thrown;
    }
  }

  /** Disposes of the engine, whatever it is doing. */
  async discard(): Promise<void> {
    const engine = this.held?.engine;
    this.held = undefined;
    await engine?.then(
      made => made.dispose(),
      () => undefined, // The caller of `open` got the error.
    );
  }

  private make(): Promise<Engine> {
    const canvas = document.createElement('canvas');
    this.state.canvas.set(canvas);
    return this.create(canvas);
  }
}
