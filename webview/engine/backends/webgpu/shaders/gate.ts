import type { Gate } from '../../../gradient/kernelSet';
import type { GpuArray } from '../program/recording';

/** Which parts of a `Gate` (kernelSet.ts) a kernel finishes a gradient with. */
export interface GateKind {
  readonly activation: boolean;
  readonly own: boolean;
}

/** The arrays that `gateFunction` reads. The layer's own gradient is not among them: it is already in `result`. */
export function gateReads({ activation }: GateKind): Readonly<Record<string, 'quads'>> {
  return activation ? { activation: 'quads' } : {};
}

/** WGSL function `write(index, gradient)`, which finishes a quad of the gradient and stores it in `result`. */
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

/** The arrays that `gateReads` declares. */
export function gateArrays({ activation }: Gate<GpuArray>): Readonly<Record<string, GpuArray>> {
  return activation ? { activation } : {};
}
