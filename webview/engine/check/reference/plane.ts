/** An activation or gradient [height, width, channels] on the processor, in double precision. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

export function plane(height: number, width: number, channels: number, values?: ArrayLike<number>): Plane {
  const size = height * width * channels;
  return { height, width, channels, values: values ? Float64Array.from(values) : new Float64Array(size) };
}

export function likePlane({ height, width, channels }: Plane): Plane {
  return plane(height, width, channels);
}

/** A plane of the same shape, number by number. */
export function mapPlane(x: Plane, value: (x: number, index: number) => number): Plane {
  return { ...x, values: x.values.map(value) };
}
