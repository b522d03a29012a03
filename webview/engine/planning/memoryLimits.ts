import type { Backend, MemoryLimits } from '../backends/backend';
import type { ProgramShapes } from '../gradient/programShapes';

/**
 * What a run may take on a device.
 * @param budget bytes that the person allows; 0 leaves it to the backend, which must guess: no browser tells how much
 * memory there is
 */
export function memoryLimits({ limits }: Backend, budget = 0): MemoryLimits {
  return budget > 0 ? { ...limits, program: budget } : limits;
}

export function fits(backend: Backend, program: ProgramShapes, limits: MemoryLimits): boolean {
  const { bytes, largest } = backend.programMemory(program);
  return bytes <= limits.program && largest <= limits.buffer;
}
