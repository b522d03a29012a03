import { describe, expect, it } from 'vitest';
import type { StudioIntent } from '../../../src/shared/messages/protocol';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { nameOfKept, parseIntent } from '../../../src/shared/messages/studioIntent';

const intent: StudioIntent = {
  jobs: [
    {
      id: '1',
      content: { uri: 'file:///w/photo.jpg', name: 'photo.jpg' },
      styles: [
        {
          image: { uri: 'file:///w/flow-strokes.jpg', name: 'flow-strokes.jpg', label: 'Flow strokes' },
          weight: 70,
        },
        {
          image: { uri: 'file:///w/wave.jpg', name: 'wave.jpg' },
          weight: 30,
          region: { kind: 'painted', uri: 'data:image/png;base64,AQID' },
        },
        {
          image: { uri: 'file:///w/ink.jpg', name: 'ink.jpg' },
          weight: 1,
          region: { kind: 'image', image: { uri: 'file:///w/mask.png', name: 'mask.png' } },
        },
      ],
    },
  ],
  preset: 'draft',
  recipe: makeRecipe('draft', { epochs: 7 }),
};

describe('parseIntent', () => {
  it('gives back what a panel kept', () => {
    expect(parseIntent(JSON.parse(JSON.stringify(intent)))).toEqual(intent);
  });

  const settings = {
    preset: 'fine',
    recipe: makeRecipe('fine'),
    output: { type: 'webp', quality: 80 },
    autoSave: false,
    saveEvery: 5,
  } as const;
  const [kept] = intent.jobs;

  it('gives back the settings of each job', () => {
    const whole = { ...intent, jobs: [{ ...kept!, settings }] };
    expect(parseIntent(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
  });

  it.each([
    { ...settings, saveEvery: -1 },
    { ...settings, recipe: { size: 0 } },
    { ...settings, output: { type: 'tiff', quality: 1 } },
    'none',
  ])('leaves out settings of a job that are no longer valid, and keeps the job: %o', broken => {
    expect(parseIntent({ ...intent, jobs: [{ ...kept!, settings: broken }] })).toEqual(intent);
  });

  it.each([
    undefined,
    null,
    'text',
    {},
    { ...intent, jobs: [] },
    { ...intent, jobs: [{ id: '1' }] },
    { ...intent, jobs: [{ ...intent.jobs[0], content: { uri: '', name: 'x' } }] },
    { ...intent, jobs: [{ ...intent.jobs[0], styles: [] }] },
    { ...intent, jobs: [{ ...intent.jobs[0], styles: [{ ...intent.jobs[0]!.styles[0], weight: 0 }] }] },
  ])('makes nothing of %j', kept => expect(parseIntent(kept)).toBeUndefined());

  it('fills in options that an older version did not have', () => {
    const { seed, ...older } = intent.recipe;
    expect(parseIntent({ ...intent, recipe: older })?.recipe).toEqual({ ...older, seed });
  });

  it('takes the preset for an option that is out of bounds by now, and for no other', () => {
    const recipe = { ...intent.recipe, size: 1e9, styleLoss: 'gone', seed: null };
    expect(parseIntent({ ...intent, recipe })?.recipe).toEqual(intent.recipe);
  });

  it('leaves out a job that cannot be read, and no other', () => {
    const [job] = intent.jobs;
    const jobs = [{ ...job, styles: [] }, job, 'text', null, { ...job, id: '2' }];
    expect(parseIntent({ ...intent, jobs })?.jobs).toEqual([job, { ...job, id: '2' }]);
  });

  it('keeps jobs and options where the preset is gone, or the recipe is none', () => {
    const kept = parseIntent({ ...intent, preset: 'gone' });
    expect(kept).toEqual({ ...intent, preset: 'balanced' });
    expect(parseIntent({ ...intent, recipe: 'text' })).toEqual({ ...intent, recipe: makeRecipe('draft') });
  });

  it('drops options that are none', () => {
    expect(parseIntent({ ...intent, recipe: { ...intent.recipe, old: 1 } })?.recipe).toEqual(intent.recipe);
  });
});

describe('nameOfKept', () => {
  it('finds the name beside what was chosen', () => {
    const kept: unknown = JSON.parse(JSON.stringify({ studio: 'a', ...intent }));
    expect(nameOfKept(kept)).toBe('a');
    expect(parseIntent(kept)).toEqual(intent);
  });

  it.each([undefined, null, 'text', {}, { studio: '' }, { studio: 1 }])('finds none in %j', kept =>
    expect(nameOfKept(kept)).toBeUndefined(),
  );
});
