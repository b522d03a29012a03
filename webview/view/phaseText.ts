import type { RunView, Step, Waiting } from '../state/runView';
import { formatPercent } from './format';

const stepTexts: Readonly<Record<Step, string>> = {
  reading: 'Reading images…',
  network: 'Getting the network…',
  device: 'Opening the device…',
  decoding: 'Decoding images…',
  model: 'Loading the network…',
  compiling: 'Compiling shaders…',
  targets: 'Preparing targets…',
  epochs: 'Running…',
  pausing: 'Pausing after this epoch…',
  stopping: 'Stopping after this epoch…',
  saving: 'Saving…',
};

/** Headline that says what the run is doing. */
export function phaseText(run: RunView): string {
  const epochs = run.recipe?.epochs ?? 0;
  if (run.waiting) return waitingText(run.waiting);
  switch (run.phase) {
    case 'idle':
      return 'Ready to start';
    case 'preparing':
      return withFraction(stepTexts[run.step], run.fraction);
    case 'running':
      return run.step === 'epochs' ? `Epoch ${run.epoch} of ${epochs}` : stepTexts[run.step];
    case 'paused':
      return `Paused at epoch ${run.epoch} of ${epochs}`;
    case 'interrupted':
      return `Interrupted at epoch ${run.epoch} of ${epochs}`;
    case 'finished':
      if (run.epoch < epochs) return `Stopped at epoch ${run.epoch} of ${epochs}`;
      return `Finished ${epochs === 1 ? '1 epoch' : `${epochs} epochs`}`;
    case 'failed':
      return run.epoch > 0 ? `Failed at epoch ${run.epoch} of ${epochs}` : 'Failed';
  }
}

/** What is said, as long as a run lasts, of a device that was lost; empty where none was. */
export function wentOnText({ wentOnAt }: Pick<RunView, 'wentOnAt'>): string {
  return wentOnAt === null ? '' : `Graphics device lost, went on at epoch ${wentOnAt}`;
}

/** Headline for screen readers, without the parts that change several times a second. */
export function spokenText(run: RunView): string {
  if (run.waiting) return waitingText(run.waiting);
  if (run.phase === 'preparing' && run.wentOnAt !== null) return `${wentOnText(run)}.`;
  if (run.phase === 'preparing' || run.phase === 'running') return stepTexts[run.step];
  return phaseText(run);
}

function waitingText({ picture }: Waiting): string {
  return picture === null ? 'Waiting for another window…' : `Waiting for ${picture} in another window…`;
}

function withFraction(text: string, fraction: number | null): string {
  return fraction === null ? text : `${text} ${formatPercent(fraction)}`;
}
