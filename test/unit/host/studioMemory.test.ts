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
