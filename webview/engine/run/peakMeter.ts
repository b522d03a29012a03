import * as tf from '@tensorflow/tfjs';
import { ownBuffers } from '../support/bufferAccount';

/**
 * The most bytes ever held in tensors and in buffers of our own. tfjs counts its tensors as they come and go but keeps no
 * maximum, and looking between epochs would miss tensors that exist only within one; so every change of its counter is watched.
 */
export class PeakMeter {
  private peak = 0;

  constructor() {
    const state = tf.engine().state;
    let current = state.numBytes;
    const measure = (): void => {
      this.peak = Math.max(this.peak, current + ownBuffers.bytes);
    };
    measure();
    ownBuffers.onChange = measure;
    Object.defineProperty(state, 'numBytes', {
      configurable: true,
      enumerable: true,
      get: () => current,
      set: (bytes: number) => {
        current = bytes;
        measure();
      },
    });
  }

  get bytes(): number {
    return this.peak;
  }

  /** Stops watching and leaves a plain counter behind. */
  dispose(): void {
    const state = tf.engine().state;
    const value = state.numBytes;
    Object.defineProperty(state, 'numBytes', { configurable: true, enumerable: true, writable: true, value });
    ownBuffers.onChange = () => undefined;
  }
}
