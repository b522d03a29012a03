import { parentPort, workerData } from 'node:worker_threads';
import { runTarget, type TargetReport } from './runTarget';
import { fuzzTargets } from './targets/all';

/** Inputs of one target that the worker runs. */
export interface FuzzJob {
  readonly target: string;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  readonly folder: string;
  /** Number of the input under way, which outlives the worker. */
  readonly underWay: Int32Array;
}

const { target, underWay, ...range } = workerData as FuzzJob;
const report: TargetReport = await runTarget(
  fuzzTargets.find(({ name }) => name === target)!,
  {
    ...range,
    onInput: input => void (underWay[0] = input),
  },
);
parentPort!.postMessage(report);
