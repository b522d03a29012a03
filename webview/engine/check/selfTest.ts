import type { KernelResult } from '../../../src/shared/gpu/gpuReport';
import { DeviceBuffers } from '../backends/webgpu/program/deviceBuffers';
import { Execution } from '../backends/webgpu/program/execution';
import type { Precision } from '../gradient/precision';
import { compileAhead } from '../backends/webgpu/program/pipelines';
import type { Plan } from '../backends/webgpu/tuning/plan';
import { Recorder } from '../backends/webgpu/program/recorder';
import { webGpuKernels } from '../backends/webgpu/kernels';
import { GpuInputs } from './gpuInputs';
import { GpuResults } from './gpuResults';
import type { KernelCheck } from './kernelCheck';
import type { Plane } from './reference/plane';
import { ReferenceInputs } from './reference/referenceInputs';
import { referenceKernels } from './reference/referenceKernels';

/** The relative L2 error that rounding accounts for. Winograd's F(4 x 4, 3 x 3) loses a digit or two. */
const bounds: Readonly<Record<Precision, number>> = { f32: 1e-4, f16: 2e-2 };

/** The plan's workspace, so small that Winograd's bands are tried too. */
const workspaceBytes = 2 ** 18;

/**
 * Compares kernels on the device with the reference on the processor. Does not reject for a kernel that fails.
 * @param onProgress told the number of kernels tried
 */
export async function selfTest(
  device: GPUDevice,
  checks: readonly KernelCheck[],
  precision: Precision,
  onProgress: (tried: number) => void = () => undefined,
): Promise<KernelResult[]> {
  const results: KernelResult[] = [];
  for (const [index, check] of checks.entries()) {
    results.push(await resultOf(device, check, precision, index));
    onProgress(index + 1);
  }
  return results;
}

async function resultOf(
  device: GPUDevice,
  check: KernelCheck,
  precision: Precision,
  seed: number,
): Promise<KernelResult> {
  const { name } = check;
  try {
    const found = await withoutErrors(device, () => onDevice(device, check, precision, seed));
    const expected = onProcessor(check, precision, seed);
    const error = Math.max(...expected.map((values, i) => relativeError(found[i]!, values)));
    return { name, precision, error, passed: error <= bounds[precision] };
  } catch (thrown) {
    return { name, precision, passed: false, problem: (thrown as Error).message };
  }
}

async function onDevice(
  device: GPUDevice,
  { variant, reduction = 'halving', compute }: KernelCheck,
  precision: Precision,
  seed: number,
): Promise<Float32Array[]> {
  const plan: Plan = {
    precision,
    workspaceBytes,
    reduction,
    keepsWeights: () => true,
    variant: () => variant,
    tiling: () => variant.tiling,
  };
  const memory = new DeviceBuffers(device);
  const inputs = new GpuInputs(memory, seed, precision);
  const recorder = new Recorder(plan, tensor => inputs.bufferOf(tensor), true);
  inputs.recordWith(recorder);
  const results = new GpuResults(memory, recorder, compute(webGpuKernels(recorder), inputs));
  const { recording } = recorder;
  try {
    await compileAhead(device, recording.kernels);
    const execution = new Execution(memory, recording);
    execution.run();
    const read = await results.read();
    execution.dispose();
    return read;
  } finally {
    inputs.dispose();
    results.dispose();
  }
}

function onProcessor({ compute }: KernelCheck, precision: Precision, seed: number): ArrayLike<number>[] {
  const inputs = new ReferenceInputs(seed, precision);
  const {
    arrays = [],
    images = [],
    losses = [],
  } = compute<Plane, number>(
    referenceKernels(tensor => inputs.valuesOf(tensor)),
    inputs,
  );
  const colours = images.map(({ values }) => values.filter((_, index) => index % 4 < 3));
  return [...arrays.map(({ values }) => values), ...colours, ...losses.map(loss => [loss])];
}

/** Does some work, and rejects with any error that the device reports meanwhile. */
async function withoutErrors<T>(device: GPUDevice, work: () => Promise<T>): Promise<T> {
  const filters = ['validation', 'out-of-memory', 'internal'] as const;
  for (const filter of filters) device.pushErrorScope(filter);
  const [result] = await Promise.allSettled([work()]);
  const errors = await Promise.all(filters.map(() => device.popErrorScope()));
  const error = errors.find(found => found !== null);
  if (error) throw new Error(error.message);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** The relative error |a - b| / |b|; infinite where a number is NaN. */
function relativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  const error = norm > 0 ? Math.sqrt(difference / norm) : Math.sqrt(difference);
  return Number.isNaN(error) ? Infinity : error;
}
