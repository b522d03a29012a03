import { makeRecipe, type RecipeInput } from '../../../src/shared/recipe/recipe';
import type { Model, RunObserver, RunStart } from '../../../webview/engine/stylizer';
import type { TfStylizer } from '../../../webview/engine/engine';
import { encodedImage } from '../../fixtures/images';

class Starts implements RunObserver {
  start: RunStart | undefined;
  phase(): void {}
  started(start: RunStart): void {
    this.start = start;
  }
  epochs(): void {}
  intermediate(): void {}
}

interface RunMemory {
  readonly ratio: number;
  readonly peakBytes: number;
  readonly tileSize: number | undefined;
  readonly recomputedBlocks: number | undefined;
}

/** Makes a run. @returns its forecast over its counted peak, that peak in bytes, and its tiles and recomputed blocks */
export async function memoryOf(
  stylizer: TfStylizer,
  model: Model,
  recipe: RecipeInput,
  memoryBudget = 0,
): Promise<RunMemory> {
  const observer = new Starts();
  const run = stylizer.start(
    {
      content: { name: 'content.png', bytes: await encodedImage('png', 96, 64) },
      styles: [{ image: { name: 'style.png', bytes: await encodedImage('png', 40, 50) }, weight: 1 }],
      recipe: makeRecipe('balanced', recipe),
      model,
      output: { type: 'png', quality: 92 },
      saveEvery: 0,
      memoryBudget,
    },
    observer,
  );
  const { peakBytes } = await run.finished;
  await run.dispose();
  const { peakBytes: forecast, tileSize, recomputedBlocks } = observer.start!;
  return { ratio: forecast / peakBytes, peakBytes, tileSize, recomputedBlocks };
}
