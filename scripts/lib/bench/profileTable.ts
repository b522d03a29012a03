import type { Dispatch } from '../../../webview/engine/backends/webgpu/program/recording';

export interface LaunchTime {
  readonly dispatch: Dispatch;
  readonly seconds: number;
}

/** A table of all launches in their order, then of the total of each kernel, the dearest first. */
export function profileTable(times: readonly LaunchTime[]): string {
  const kernels = new Map<string, LaunchTime[]>();
  for (const time of times) {
    const { name } = time.dispatch.kernel;
    kernels.set(name, [...(kernels.get(name) ?? []), time]);
  }
  const sums = [...kernels].sort(([, a], [, b]) => secondsOf(b) - secondsOf(a));
  return [
    ...times.map(time => line([time], `${time.dispatch.kernel.name}, ${time.dispatch.label}`)),
    '',
    ...sums.map(([name, launches]) => line(launches, `${name}, ${launches.length} launches`)),
    line(times, `all, ${times.length} launches`),
  ].join('\n');
}

function line(times: readonly LaunchTime[], text: string): string {
  const seconds = secondsOf(times);
  const operations = times.reduce((sum, { dispatch }) => sum + dispatch.operations, 0);
  const rate = operations > 0 ? `${(operations / seconds / 1e9).toFixed(0)} GFLOP/s` : '';
  return `${(1000 * seconds).toFixed(3).padStart(9)} ms ${rate.padStart(14)}  ${text}`;
}

function secondsOf(times: readonly LaunchTime[]): number {
  return times.reduce((sum, { seconds }) => sum + seconds, 0);
}
