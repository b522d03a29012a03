import type { Memento } from 'vscode';
import { PasticheError } from '../../../../src/shared/errors';
import { jobSchema } from '../../../../src/shared/messages/jobSchema';
import type { Job } from '../../../../src/shared/messages/protocol';
import { nameOfKept, parseIntent } from '../../../../src/shared/messages/studioIntent';
import { makeRecipe } from '../../../../src/shared/recipe/recipe';
import { StudioMemory } from '../../../../src/studio/studioMemory';
import { bytesOfDataUri } from '../../../../webview/hostLink/dataUri';
import * as v from 'valibot';
import { jobSample, regionSample } from '../samples/messageSamples';
import { mutatedText } from '../mutation/mutateText';
import { mutatedValue } from '../mutation/mutateValue';
import type { Random } from '../../../../webview/engine/support/random';
import { expectThat, type FuzzTarget } from '../target';

const intent = { jobs: [jobSample], preset: 'fine', recipe: makeRecipe('fine') };
const samples = [
  [{ studio: 'a', intent }],
  [
    { studio: 'b', intent },
    { studio: 'a', intent: { ...intent, jobs: [] } },
  ],
];

/** A job that is in order, and must be kept whatever the others are. */
const sound: Job = { ...jobSample, id: 'sound' };

export const keptTargets: readonly FuzzTarget[] = [
  {
    name: 'kept state',
    share: 10,
    run: (random: Random): void => {
      const kept = mutatedValue(random, samples, 'json');
      const recalled = new StudioMemory(mementoOf(kept)).recall('a') ?? kept;
      nameOfKept(recalled);
      const parsed = parseIntent(withSound(recalled));
      if (!parsed) throw new PasticheError('usage', 'No job could be read.');
      makeRecipe(parsed.preset, parsed.recipe);
      expectThat(
        parsed.jobs.every(job => v.is(jobSchema, job)),
        () => 'a job of another form',
      );
      expectThat(!hasJobs(recalled) || parsed.jobs.at(-1)?.id === 'sound', () => 'the sound job was lost');
    },
  },
  {
    name: 'painted regions',
    share: 2,
    run: random => bytesOfDataUri(mutatedText(random, [regionSample])),
  },
];

function hasJobs(kept: unknown): kept is { readonly jobs: readonly unknown[] } {
  return typeof kept === 'object' && kept !== null && 'jobs' in kept && Array.isArray(kept.jobs);
}

function withSound(kept: unknown): unknown {
  return hasJobs(kept) ? { ...kept, jobs: [...kept.jobs, sound] } : kept;
}

/** A memento that holds one value, whatever it is asked for. */
function mementoOf(value: unknown): Memento {
  return { keys: () => [], get: <T>() => value as T, update: () => Promise.resolve() };
}
