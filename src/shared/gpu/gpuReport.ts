/** The result of **Check GPU** as plain data: made by the worker; shown by its page, the log and the command line. */
export interface GpuReport {
  /** Name and version of this software. */
  readonly software: string;
  /** Browser or runtime, as it calls itself. */
  readonly system: string;
  /** Reason why there is nothing to check, or why the GPU is not used, and what to do about it. */
  readonly problem?: { readonly reason: string; readonly remedy: string };
  /** The WebGPU adapter; absent where there is no WebGPU. */
  readonly adapter?: AdapterReport;
  readonly speed?: GpuSpeed;
  /** Results, one for each kernel and precision; empty where none could be tried. */
  readonly kernels: readonly KernelResult[];
}

export interface AdapterReport {
  readonly label: string;
  /** True where the processor only emulates a GPU. */
  readonly software: boolean;
  /** Vendor, architecture and the like, as far as the browser discloses them. */
  readonly details: Readonly<Record<string, string>>;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

/** Speeds of a GPU, measured in about a second; a run's kernels are chosen by them. */
export interface GpuSpeed {
  /** Speed of the matrix product that all heavy kernels are made of, for each tiling. */
  readonly products: readonly { readonly tiling: string; readonly operationsPerSecond: number }[];
  readonly bytesPerSecond: number;
  readonly secondsPerLaunch: number;
}

/** Comparison of a kernel with the same computation on the processor. */
export interface KernelResult {
  readonly name: string;
  readonly precision: 'f32' | 'f16';
  /** Relative error in the L2 norm; absent where the kernel did not run. */
  readonly error?: number;
  readonly passed: boolean;
  /** Reason why the kernel did not run; absent where it did. */
  readonly problem?: string;
}

export interface Verdict {
  readonly severity: 'info' | 'warning' | 'error';
  readonly heading: string;
  readonly text: string;
}

/** The report in a sentence or two. */
export function verdictOf({ adapter, problem, kernels }: GpuReport): Verdict {
  if (!adapter) {
    return { severity: 'warning', heading: 'No GPU in use', text: sentences(problem) };
  }
  const wrong = kernels.filter(({ passed }) => !passed);
  if (wrong.some(({ precision }) => precision === 'f32')) {
    return {
      severity: 'error',
      heading: `${adapter.label} computes wrongly`,
      text: `${wrong.length} of ${kernels.length} kernels failed. Update the graphics driver and check again. Until they pass, set pastiche.device to wasm.`,
    };
  }
  if (problem) {
    return { severity: 'warning', heading: 'No GPU in use', text: sentences(problem) };
  }
  const half = wrong.length > 0 ? ` ${wrong.length} in half precision did not, so float32 is used.` : '';
  return {
    severity: 'info',
    heading: `${adapter.label} works`,
    text: `${kernels.length - wrong.length} of ${kernels.length} kernels compute what the processor does.${half}`,
  };
}

function sentences(problem: GpuReport['problem']): string {
  return problem ? `${problem.reason} ${problem.remedy}` : '';
}
