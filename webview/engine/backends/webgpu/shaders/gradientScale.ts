import type { DeviceBuffers } from '../program/deviceBuffers';
import { linearWorkgroup } from '../program/kernel';
import { floats, quads, quadsIn, type Recorder, type StoredScale } from '../program/recorder';
import type { GpuArray } from '../program/recording';

/**
 * The scale of gradients in half precision. Style transfer's gradients are anywhere between 1e-10 and 1e2, by recipe and
 * image, and half precision holds 6e-8 to 65504. So they are stored times a scale, a power of two, that follows the largest
 * of them from one evaluation to the next. The scale stays on the GPU: nothing is read back. After Micikevicius et al.,
 * arXiv:1710.03740.
 */

/** log2 of the magnitude that the largest gradient is scaled to, 256 times below the end of half precision's range. */
const target = 8;

/** The least magnitude that counts as overflowed: some devices store the largest number instead of infinity. */
const overflow = 60_000;

/** log2 of the factor by which the scale changes where it is not known how far off it is. */
const stride = 16;

/** log2 of the scale's bounds, so that gradients that are all 0 do not raise it for ever. */
const bounds = { least: -60, most: 60 };

/** How many evaluations precede the first one that counts: they find the scale, and refine it where it began far off. */
export const settlingRuns = 3;

/** The scale's buffers on the device, which outlive an evaluation. */
export interface GradientScaleBuffers {
  /**
   * Two float32: the scale that the losses' slopes are multiplied by; and, once an evaluation has ended, the reciprocal of
   * the scale that it used, by which its gradient is multiplied, or 0 if a gradient overflowed.
   */
  readonly factors: GPUBuffer;
  /** The bits of this evaluation's largest magnitude. As whole numbers, infinities and NaN are above all others. */
  readonly largest: GPUBuffer;
}

const sizes = { factors: 8, largest: 4 };

export const gradientScaleBytes = sizes.factors + sizes.largest;

export function makeGradientScale(memory: DeviceBuffers): GradientScaleBuffers {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const factors = memory.make(sizes.factors, usage);
  const largest = memory.make(sizes.largest, usage);
  memory.device.queue.writeBuffer(factors, 0, new Float32Array([1, 1]));
  return { factors, largest };
}

/** The scale in a recording. */
export class GradientScale implements StoredScale {
  readonly factors: GpuArray;
  private readonly largest: GpuArray;

  constructor(buffers: GradientScaleBuffers) {
    this.factors = { label: 'scale', shape: [2], bytes: sizes.factors, buffer: buffers.factors };
    this.largest = { label: 'largest', shape: [1], bytes: sizes.largest, buffer: buffers.largest };
  }

  recordLargest(recorder: Recorder, x: GpuArray): void {
    const items = quadsIn(x);
    recorder.compute({
      name: 'largest',
      label: x.label,
      parameters: { items },
      reads: { x: quads(x) },
      writes: { largest: [this.largest, 'atomics'] },
      items: Math.min(items, mostInvocations),
      declarations: 'var<workgroup> most: atomic<u32>;',
      body: `  var own = vec4u();
  for (var item = id.x; item < p.items; item += groups.x * ${linearWorkgroup[0]}u) {
    own = max(own, bitcast<vec4u>(vec4f(x[item])) & vec4u(0x7fffffff));
  }
  atomicMax(&most, max(max(own.x, own.y), max(own.z, own.w)));
  workgroupBarrier();
  if (lane == 0) { atomicMax(&largest[0], atomicLoad(&most)); }`,
    });
  }

  /** Records the choice of the next scale, after all gradients of an evaluation. */
  recordNext(recorder: Recorder): void {
    recorder.compute({
      name: 'next scale',
      writes: { largest: [this.largest, 'atomics'], factors: floats(this.factors) },
      body: `  if (lane > 0) { return; }
  let bits = atomicExchange(&largest[0], 0);
  let overflowed = bits >= bitcast<u32>(f32(${overflow}));
  let scale = factors[0];
  // An overflow or gradients of 0 tell only the direction in which the scale must change.
  var change = ${stride}.0;
  if (overflowed) { change = -${stride}; }
  else if (bits > 0) { change = f32(${target}) - floor(log2(bitcast<f32>(bits))); }
  factors[0] = exp2(clamp(round(log2(scale)) + change, ${bounds.least}, ${bounds.most}));
  factors[1] = select(1 / scale, 0, overflowed);`,
    });
  }
}

/** The most invocations that look for the largest magnitude: enough to occupy a GPU, and few atomic operations. */
const mostInvocations = 256 * linearWorkgroup[0];
