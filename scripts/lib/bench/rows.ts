/** Measurements of a device at one size. Times are medians, in seconds for an epoch, all taken in turns in one run. */
export interface BenchRow {
  /** Name of the device, such as "webgpu, SwiftShader driver". */
  readonly name: string;
  /** Side of the square image, px. */
  readonly size: number;
  readonly seconds: number;
  /** Rate of the convolutions in 1e9 operations a second, counted as in a direct convolution whatever the algorithm. */
  readonly gflops: number;
  readonly peakBytes: number;
  /** Launches of the engine's kernels in an epoch; absent where tfjs launches its own. */
  readonly launches?: number;
  /** That rate as a share of the device's fastest plain matrix product; above 1 where Winograd saves multiplications. */
  readonly matmulShare: number;
  /** Measurements of the autodiff reference on tfjs's own kernels. */
  readonly reference: { readonly seconds: number; readonly peakBytes: number };
  /** Speed-up over the reference: reference.seconds / seconds. */
  readonly ratio: number;
  /** Seconds of an epoch on the pocket network, in float32. */
  readonly pocketSeconds: number;
  /** PyTorch's seconds / seconds, in float32; absent without PyTorch. */
  readonly peer?: number;
  /** Speed-up over PyTorch with products in TF32, which NVIDIA's tensor cores compute with 10 bits after the point. */
  readonly peerTf32?: number;
}

export interface BenchReport {
  readonly device: string;
  readonly rows: readonly BenchRow[];
}

const columns: readonly [string, (row: BenchRow) => string][] = [
  ['Device', row => row.name],
  ['Size', row => `${row.size}²`],
  ['s / epoch', row => row.seconds.toPrecision(3)],
  ['GFLOP/s', row => row.gflops.toPrecision(3)],
  ['of matmul', row => `${Math.round(100 * row.matmulShare)} %`],
  ['Peak MB', row => mega(row.peakBytes)],
  ['Launches', row => String(row.launches ?? '')],
  ['Autodiff s', row => row.reference.seconds.toPrecision(3)],
  ['Autodiff MB', row => mega(row.reference.peakBytes)],
  ['vs autodiff', row => times(row.ratio)],
  ['Pocket s', row => row.pocketSeconds.toPrecision(3)],
  ['VGG-19 / pocket', row => times(row.seconds / row.pocketSeconds)],
  ['vs PyTorch', row => times(row.peer)],
  ['its TF32', row => times(row.peerTf32)],
];

/** The measurements as a Markdown table. */
export function tableOf(rows: readonly BenchRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map(row => line(columns.map(([, cell]) => cell(row)))),
  ].join('\n');
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? '' : `${ratio.toFixed(2)}×`;
}
