import { fract, hash, smoothstep } from './geometry';
import type { ScalarField } from './noise';

/** A family of gouge cuts: lines of constant `across`, running in the direction of `along` (both in units). */
export interface Cut {
  readonly across: number;
  readonly along: number;
  /** Distance between neighbouring cuts, in units. */
  readonly spacing: number;
  /** Share of the surface to be cut away, in [0, 1]. */
  readonly tone: number;
}

/**
 * Signed depth of a position inside a cut, in units: positive where the wood is cut away, negative where it stands.
 * Each line has its own wobble and its own tapering starts and stops, as a hand-held gouge has.
 */
export function carve({ across, along, spacing, tone }: Cut, noise: ScalarField): number {
  const line = Math.floor(across / spacing);
  const phase = hash(line, 11) * 997;
  const wobble = 0.12 * noise(along * 1.4 + phase, line * 31.7);
  const offset = Math.abs(fract(across / spacing) - 0.5 + wobble);
  const pressure = tone + 0.34 * noise(along * 0.55 + phase, line * 57.1) + 0.12 * (hash(line, 4) - 0.5);
  const width = smoothstep(0.02, 0.95, pressure) * 0.94;
  return (width / 2 - offset) * spacing;
}
