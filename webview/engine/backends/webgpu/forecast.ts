import type { ProgramMemory } from '../backend';
import type { ProgramShapes } from '../../gradient/programShapes';
import { buffersFor } from './program/execution';
import { gradientScaleBytes } from './shaders/gradientScale';
import type { Kernel } from './program/kernel';
import type { Plan } from './tuning/plan';
import { lossesBytes, recordObjective } from './recordObjective';
import type { Recording } from './program/recording';

/** The bytes are exactly those that the backend's account will say. */
export interface Forecast extends ProgramMemory {
  readonly launches: number;
}

/** What a program will need, found by recording it with shapes alone. */
export function forecast(program: ProgramShapes, plan: Plan): Forecast {
  const recording = recordShapes(program, plan);
  const imageBytes = 12 * program.height * program.width;
  const scaleBytes = plan.precision === 'f16' ? gradientScaleBytes : 0;
  const { shared, bytes } = buffersFor(recording);
  return {
    bytes: bytes + 2 * imageBytes + lossesBytes + scaleBytes,
    largest: Math.max(imageBytes, ...shared.map(buffer => buffer.bytes)),
    launches: recording.dispatches.length,
  };
}

/** The kernels that a program will launch. */
export function programKernels(program: ProgramShapes, plan: Plan): readonly Kernel[] {
  return recordShapes(program, plan).kernels;
}

/** The recording of a program on no buffers. */
export function recordShapes(
  { network, targets, height, width, recomputedBlocks }: ProgramShapes,
  plan: Plan,
): Recording {
  const nowhere = {} as GPUBuffer;
  return recordObjective({
    network,
    targets,
    plan,
    size: { height, width },
    recomputedBlocks,
    bufferOf: () => nowhere,
    image: nowhere,
    gradient: nowhere,
    losses: nowhere,
    scale: plan.precision === 'f16' ? { factors: nowhere, largest: nowhere } : undefined,
  });
}
