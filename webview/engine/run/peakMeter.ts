import * as tf from '@tensorflow/tfjs';
import type { MemoryAccount } from '../support/memoryAccount';

/**
 * The most bytes ever held in tensors and in a backend's own memory. tfjs counts its tensors as they come and go but keeps no
 * maximum, and looking between epochs would miss tensors that exist only within one; so every change of its counter is watched.
 */
export class PeakMeter {
  private peak = 0;

  constructor(private readonly account: MemoryAccount) {
    const state = tf.engine().state;
    let current = state.numBytes;
    const measure = (): void => {
      this.peak = Math.max(this.peak, current + account.bytes);
    };
    measure();
    account.onChange = measure;
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
    this.account.onChange = () => undefined;
  }
}
