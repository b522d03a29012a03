import type { RatesCache } from './backends/webgpu/tunedDevice';
import type { WasmLocation } from './devices/openDevice';
import type { ImageCodec } from './images/codec';
import type { Painter } from './run/painter';
import type { Threads } from './support/threads';

/** What the engine needs of the place it runs in. */
export interface Platform {
  readonly codec: ImageCodec;
  readonly wasm: WasmLocation;
  /** For the wasm device, where it may have any. */
  readonly threads?: Threads;
  /** Name and version of this software, for the run record. */
  readonly software: string;
  readonly painter?: Painter;
  /** Where a GPU's measured rates are kept; without it every opening measures anew. */
  readonly rates?: RatesCache;
}
