import type { DevicePreference } from '../../src/shared/gpu/device';
import type { ImageRef } from '../../src/shared/messages/protocol';
import type { Recipe } from '../../src/shared/recipe/recipe';
import type { EngineSlot } from '../engineLink/engineSlot';
import type { Host } from '../hostLink/host';
import type { PictureShelf } from './pictureShelf';
import { readableModel } from './readableModel';

/** What is known of a run before its style is picked. */
export interface ExpectedRun {
  readonly content: ImageRef;
  readonly recipe: Recipe;
}

/**
 * Does all that a run needs and that does not depend on its style, while the person still picks one: opens the engine, and lets
 * it load the network and decode the content image. Nothing is downloaded. Why something cannot be had is told by the run.
 * @param expected absent where only the engine is to be opened
 */
export async function warmUp(
  parts: { readonly host: Host; readonly engines: EngineSlot; readonly shelf: PictureShelf },
  device: DevicePreference,
  expected: ExpectedRun | undefined,
): Promise<void> {
  const { host, engines, shelf } = parts;
  const { signal } = new AbortController();
  const opening = engines.open(device, signal);
  try {
    if (!expected) return void (await opening);
    const reading = shelf.readAhead(expected.content);
    const choosing = host.call('networkAtHand', null);
    const [{ engine }, content, choice] = await Promise.all([opening, reading, choosing]);
    if (!choice || choice.kind === 'cancelled') return;
    const { recipe } = expected;
    await engine.prepare({ content, recipe, model: readableModel(choice, host, signal) });
  } catch {
    // The run that needs it meets the same trouble, and tells of it.
  }
}
