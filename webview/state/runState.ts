import { roundEstimate } from '../../src/shared/durations';
import type { Job, RunState } from '../../src/shared/messages/protocol';
import { styleNames } from './jobStyles';
import { leftMs } from './pace';
import { isActive, percentDone, type RunView } from './runView';

/** What the host is told of a run, rounded so that it changes seldom. @param job the job that is shown */
export function runStateOf(run: RunView, job: Job | undefined): RunState {
  const { phase, pace, load, epoch } = run;
  const isOver = phase === 'failed' || phase === 'interrupted';
  const left = isActive(run) && phase !== 'preparing' ? leftMs(pace, load, epoch) : null;
  return {
    phase: isOver ? 'idle' : phase,
    title: job ? `${job.content.name} · ${styleNames(job)}` : '',
    content: job?.content.name ?? '',
    percent: isActive(run) ? percentDone(run) : null,
    leftMs: left === null ? null : roundEstimate(left),
  };
}

export function sameRunState(a: RunState, b: RunState): boolean {
  return (
    a.phase === b.phase &&
    a.title === b.title &&
    a.content === b.content &&
    a.percent === b.percent &&
    a.leftMs === b.leftMs
  );
}
