import { describe, expect, it } from 'vitest';
import type { StudioIntent } from '../../../src/shared/messages/protocol';
import { makeRecipe } from '../../../src/shared/recipe/recipe';
import { StudioMemory } from '../../../src/studio/studioMemory';
import { MapMemento } from '../../fixtures/mapMemento';

const intent = (epochs: number): StudioIntent => ({
  jobs: [
    {
      id: '1',
      content: { uri: 'file:///w/photo.jpg', name: 'photo.jpg' },
      styles: [{ image: { uri: 'file:///w/wave.jpg', name: 'wave.jpg' }, weight: 1 }],
    },
  ],
  preset: 'draft',
  recipe: makeRecipe('draft', { epochs }),
});

describe('the memory of studios', () => {
  it('keeps for each the last that it was about', async () => {
    const memory = new StudioMemory(new MapMemento());
    await memory.keep('a', intent(1));
    await memory.keep('b', intent(2));
    await memory.keep('a', intent(3));
    expect(memory.recall('a')).toEqual(intent(3));
    expect(memory.recall('b')).toEqual(intent(2));
    expect(memory.recall('c')).toBeUndefined();
  });

  it('keeps the last four studios', async () => {
    const memory = new StudioMemory(new MapMemento());
    for (const name of ['a', 'b', 'c', 'd', 'e']) await memory.keep(name, intent(1));
    expect(memory.recall('a')).toBeUndefined();
    expect(memory.recall('b')).toEqual(intent(1));
  });

  it('tells studios whose tab was closed from those whose window died', async () => {
    const memory = new StudioMemory(new MapMemento());
    await memory.keep('a', intent(1));
    await memory.keep('b', intent(2));
    await memory.close('a');
    expect(memory.unclosed()).toEqual(['b']);
    expect(memory.recall('a')).toEqual(intent(1));
    await memory.keep('a', intent(3)); // It was opened again.
    expect(memory.unclosed()).toEqual(['a', 'b']);
  });

  it('forgets studios that were not touched for two months', async () => {
    const day = 24 * 60 * 60 * 1000;
    let now = 1000 * day;
    const memory = new StudioMemory(new MapMemento(), () => now);
    await memory.keep('old', intent(1));
    now += 30 * day;
    await memory.keep('young', intent(2));
    now += 31 * day;
    await memory.keep('new', intent(3));
    expect([memory.recall('old'), memory.recall('young')]).toEqual([undefined, intent(2)]);
  });

  it('forgets the oldest where together they are too large, and never the latest', async () => {
    const memory = new StudioMemory(new MapMemento());
    const large = (letters: number): StudioIntent => {
      const [job] = intent(1).jobs;
      const uri = `data:image/png;base64,${'A'.repeat(letters)}`;
      const [style] = job!.styles;
      return { ...intent(1), jobs: [{ ...job!, styles: [{ ...style, region: { kind: 'painted', uri } }] }] };
    };
    for (const name of ['a', 'b', 'c']) await memory.keep(name, large(3 * 2 ** 20));
    expect(['a', 'b', 'c'].map(name => memory.recall(name) !== undefined)).toEqual([false, true, true]);
    await memory.keep('d', large(9 * 2 ** 20));
    expect(['b', 'c', 'd'].map(name => memory.recall(name) !== undefined)).toEqual([false, false, true]);
  });

  it.each([{}, 'text', [null, 1, {}, { studio: 'a' }]])(
    'takes %j of another version for nothing',
    async kept => {
      const memento = new MapMemento();
      await memento.update('studios', kept);
      const memory = new StudioMemory(memento);
      expect(memory.recall('a')).toBeUndefined();
      await memory.keep('a', intent(1));
      expect(memory.recall('a')).toEqual(intent(1));
    },
  );
});
