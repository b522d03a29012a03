import { expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { TfStylizer } from '../../../webview/engine/engine';

it('a device that is asked for twice at once is opened once', async () => {
  const stylizer = new TfStylizer(nodePlatform);
  const [first, second] = await Promise.all([stylizer.open('wasm'), stylizer.open('wasm')]);
  expect(second).toBe(first);
  await stylizer.dispose();
});
