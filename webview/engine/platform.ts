import type { RatesCache } from './backends/webgpu/tuning/measuredRates';
import type { WasmLocation } from './devices/openDevice';
import type { ImageCodec } from './images/codec';
import type { Painter } from './run/painter';
import type { Threads } from './support/threads';

/** What the engine needs from the platform it runs on, a worker or Node. */
export interface Platform {
  readonly codec: ImageCodec;
  readonly wasm: WasmLocation;
  /** Threads for the wasm device, where it may have any. */
  readonly threads?: Threads;
  /** Name and version of this software, for the run record. */
  readonly software: string;
  readonly painter?: Painter;
  /** Keeps a GPU's measured rates; without it they are measured anew each time a device is opened. */
  readonly rates?: RatesCache;
}
