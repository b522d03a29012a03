import type { EpochReport } from './epochReport';

/** Most epochs of a curve that is kept: a chart has fewer pixels. */
const mostPoints = 2048;

/** Numbers of a point: epoch, style, content, variation. */
const fields = 4;

/** A run's losses as bytes, little-endian float32; of more epochs than a chart can show, every second, third … */
export function packCurve(reports: readonly EpochReport[]): Uint8Array<ArrayBuffer> {
  const step = Math.ceil(reports.length / mostPoints);
  const points = reports.filter((_, index) => index % step === 0);
  const view = new DataView(new ArrayBuffer(4 * fields * points.length));
  for (const [index, { epoch, style, content, variation }] of points.entries()) {
    for (const [field, value] of [epoch, style, content, variation].entries()) {
      view.setFloat32(4 * (fields * index + field), value, true);
    }
  }
  return new Uint8Array(view.buffer);
}

/** The losses of the first epochs of a kept curve; a point that holds no numbers is left out. */
export function unpackCurve(bytes: Uint8Array, epochs: number): readonly EpochReport[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = Math.floor(bytes.length / (4 * fields));
  return Array.from({ length: count }, (_, index): EpochReport => {
    const value = (field: number): number => view.getFloat32(4 * (fields * index + field), true);
    const [epoch, style, content, variation] = [value(0), value(1), value(2), value(3)];
    return { epoch, style, content, variation, total: style + content + variation };
  }).filter(({ epoch, total }) => Number.isFinite(total) && epoch >= 0 && epoch < epochs);
}
