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
 * The one engine, made when it is first needed and made anew after it failed. Every engine gets a canvas of its own, since a
 * canvas is handed over once; the old one goes on showing its last frame until then.
 */
export class EngineSlot {
  private held: { readonly engine: Promise<Engine>; readonly preference: DevicePreference } | undefined;

  constructor(
    private readonly state: StudioState,
    private readonly create: CreateEngine,
  ) {}

  /** An engine with its device open. Cancelled or failed, it leaves no half-open engine behind. */
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

  /** Gives the engine up, whatever it is doing. */
  async discard(): Promise<void> {
    const engine = this.held?.engine;
    this.held = undefined;
    await engine?.then(
      made => made.dispose(),
      () => undefined, // told to whoever opened it
    );
  }

  private make(): Promise<Engine> {
    const canvas = document.createElement('canvas');
    this.state.canvas.set(canvas);
    return this.create(canvas);
  }
}
