import type { Shaped } from '../../network/shapes';
import { DrawnInputs } from '../drawnInputs';
import { plane, type Plane } from './plane';

/** A check's random numbers for the reference, in plain arrays. */
export class ReferenceInputs extends DrawnInputs<Plane> {
  private readonly given = new Map<Shaped, Float32Array>();

  valuesOf(array: Shaped): Float32Array {
    return this.given.get(array)!;
  }

  protected takeImage(values: Float32Array, height: number, width: number): Plane {
    const quads = Array.from({ length: height * width }, (_, i) => [...values.subarray(3 * i, 3 * i + 3), 0]);
    return plane(height, width, 4, quads.flat());
  }

  protected takeArray(values: Float32Array, height: number, width: number, channels: number): Plane {
    return plane(height, width, channels, values);
  }

  protected takeGiven(array: Shaped, values: Float32Array): void {
    this.given.set(array, values);
  }
}
