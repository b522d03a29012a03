import type { PlainError } from '../../src/shared/errors';
import type { Job } from '../../src/shared/messages/protocol';
import { recipeOptions, type Recipe } from '../../src/shared/recipe/recipe';
import type { UserIntent } from '../actions/intents';

/** A way to go on after a failure, offered as a button. */
export interface Remedy {
  readonly label: string;
  readonly icon: string;
  readonly intent: UserIntent;
}

const settings = (query: string): Remedy => ({
  label: 'Open Settings',
  icon: 'settings-gear',
  intent: { kind: 'openSettings', query },
});

const restyle = (index: number): Remedy => ({
  label: 'Choose Another Style',
  icon: 'symbol-color',
  intent: { kind: 'pickStyle', index },
});

/** Remedies after `error`, the likeliest first. Retrying is always one: the file or device may be back. */
export function remediesFor(error: PlainError, job: Job, recipe: Recipe): readonly Remedy[] {
  const retry: Remedy = { label: 'Retry', icon: 'refresh', intent: { kind: 'retry', id: job.id } };
  switch (error.code) {
    case 'image': {
      const broken = job.styles.findIndex(({ image }) => error.message.includes(image.name));
      return broken >= 0 ? [restyle(broken), retry] : [retry];
    }
    case 'setting':
      return [retry, settings('pastiche')];
    case 'model':
    case 'network':
      return [retry, settings('pastiche.model')];
    case 'device':
      return [retry, settings('pastiche.device')];
    case 'memory':
      return recipe.size >= 2 * recipeOptions.size.min ? [smaller(recipe), retry] : [retry];
    case 'output':
      return [retry, settings('pastiche.output')];
    default:
      return [retry];
  }
}

function smaller(recipe: Recipe): Remedy {
  const size = Math.floor(recipe.size / 2);
  return { label: `Retry at ${size} px`, icon: 'screen-normal', intent: { kind: 'halveSize' } };
}
