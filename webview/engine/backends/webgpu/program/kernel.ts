import type { Precision } from '../../../gradient/precision';

/** A compute shader together with what it is bound to. Two kernels with the same code are the same kernel. */
export interface Kernel {
  readonly name: string;
  readonly code: string;
  /** Uniform parameters in their order. */
  readonly parameters: readonly Parameter[];
  /** Arrays in the order of their bindings, which start at 1. */
  readonly arrays: readonly string[];
  readonly workgroup: Workgroup;
}

interface Parameter {
  readonly name: string;
  readonly type: 'u32' | 'f32';
}

export type Workgroup = readonly [x: number, y: number, z: number];

/**
 * The elements of an array. `quads`: four channels at a time, in the stored precision; `wides`: four float32; `floats`: single
 * float32; `atomics`: whole numbers that all invocations may change.
 */
export type Elements = 'quads' | 'wides' | 'floats' | 'atomics';

interface KernelSource {
  readonly name: string;
  readonly precision?: Precision;
  /** Whether it uses subgroup operations, which only a device with that feature compiles. */
  readonly subgroups?: boolean;
  readonly workgroup?: Workgroup;
  /** Names of u32 parameters, read in WGSL as `p.name`. */
  readonly parameters?: readonly string[];
  /** Names of f32 parameters. */
  readonly factors?: readonly string[];
  readonly reads?: Readonly<Record<string, Elements>>;
  readonly writes: Readonly<Record<string, Elements>>;
  /** WGSL functions, constants and workgroup variables. */
  readonly declarations?: string;
  /**
   * The WGSL body of the entry point. It sees `id` (global invocation), `group` (workgroup), `groups` (their number), `local`
   * (invocation within its workgroup) and `lane` (the same, as one index); with subgroups also `rank` (invocation within its
   * subgroup) and `subgroupSize`, which is any power of two from 4 to 128. `Quad` is a stored quad: widen it with vec4f(),
   * narrow it with Quad().
   */
  readonly body: string;
}

export const linearWorkgroup: Workgroup = [64, 1, 1];

export function defineKernel(source: KernelSource): Kernel {
  const {
    name,
    precision = 'f32',
    subgroups = false,
    workgroup = linearWorkgroup,
    reads = {},
    writes,
  } = source;
  const parameters: Parameter[] = [
    ...(source.parameters ?? []).map(name => ({ name, type: 'u32' as const })),
    ...(source.factors ?? []).map(name => ({ name, type: 'f32' as const })),
  ];
  const arrays = [
    ...Object.entries(reads).map(([array, elements]) => ({ array, elements, access: 'read' })),
    ...Object.entries(writes).map(([array, elements]) => ({ array, elements, access: 'read_write' })),
  ];
  const code = `// ${name}
${precision === 'f16' ? 'enable f16;' : ''}${subgroups ? 'enable subgroups;' : ''}
alias Quad = vec4<${precision}>;
${parameters.length > 0 ? parameterBlock(parameters) : ''}
${arrays.map(({ array, elements, access }, i) => `@group(0) @binding(${i + 1}) var<storage, ${access}> ${array}: array<${wgslTypes[elements]}>;`).join('\n')}

${source.declarations ?? ''}
@compute @workgroup_size(${workgroup.join(', ')})
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) lane: u32,
${subgroups ? '  @builtin(subgroup_invocation_id) rank: u32,\n  @builtin(subgroup_size) subgroupSize: u32,\n' : ''}) {
${source.body}
}
`;
  return { name, code, parameters, arrays: arrays.map(({ array }) => array), workgroup };
}

const wgslTypes = { quads: 'Quad', wides: 'vec4f', floats: 'f32', atomics: 'atomic<u32>' } as const;

function parameterBlock(parameters: readonly Parameter[]): string {
  return `struct Parameters {
${parameters.map(({ name, type }) => `  ${name}: ${type},`).join('\n')}
}
@group(0) @binding(0) var<uniform> p: Parameters;`;
}

/**
 * Remembers kernels by the arguments they were made with. A run records its program several times, to forecast it, to
 * compile it ahead and to compute it, and writing out the code of a product or a transform takes longer than all else of
 * that.
 */
export function madeOnce<A extends readonly unknown[]>(make: (...args: A) => Kernel): (...args: A) => Kernel {
  const made = new Map<string, Kernel>();
  return (...args) => {
    const key = JSON.stringify(args);
    const kernel = made.get(key) ?? make(...args);
    made.set(key, kernel);
    return kernel;
  };
}

/** WGSL for the item that an invocation computes, in kernels with one invocation an item; it returns beyond the last item. */
export const linearItem = (
  count: string,
): string => `  let item = id.x + id.y * groups.x * ${linearWorkgroup[0]}u;
  if (item >= ${count}) { return; }`;

/** The number of workgroups along a dimension that every WebGPU device takes. */
const maxGroups = 65_535;

/** The grid of a kernel that uses `linearItem`. */
export function linearGrid(items: number): Workgroup {
  const groups = Math.ceil(items / linearWorkgroup[0]);
  const rows = Math.ceil(groups / maxGroups);
  return [Math.ceil(groups / rows), rows, 1];
}
