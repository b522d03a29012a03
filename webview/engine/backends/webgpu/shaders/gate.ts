import type { Gate } from '../../../gradient/kernelSet';
import type { GpuArray } from '../program/recording';

/** How a kernel finishes a gradient, see `Gate` in kernelSet.ts. */
export interface GateKind {
  readonly activation: boolean;
  readonly own: boolean;
}

/** Arrays that `gateFunction` reads. What is already in `result` is the layer's own gradient. */
export function gateReads({ activation }: GateKind): Readonly<Record<string, 'quads'>> {
  return activation ? { activation: 'quads' } : {};
}

/** WGSL: `write(index, gradient)` finishes a quad of the gradient and puts it into `result`. */
export function gateFunction({ activation, own }: GateKind): string {
  return `fn write(index: u32, gradient: vec4f) {
  ${own ? 'let joined = gradient + vec4f(result[index]);' : 'let joined = gradient;'}
  result[index] = ${activation ? 'Quad(select(vec4f(), joined, vec4f(activation[index]) > vec4f()))' : 'Quad(joined)'};
}
`;
}

export function gateName({ activation, own }: GateKind): string {
  return [activation ? 'gated' : '', own ? 'joined' : ''].filter(Boolean).join(' ');
}

export function gateKind({ activation, own }: Gate<GpuArray>): GateKind {
  return { activation: activation !== undefined, own: own !== undefined };
}

/** What `gateReads` declares. */
export function gateArrays({ activation }: Gate<GpuArray>): Readonly<Record<string, GpuArray>> {
  return activation ? { activation } : {};
}
