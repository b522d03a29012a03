import { describe, expect, it } from 'vitest';
import { pocketModel } from '../../../scripts/lib/node/nodeModel';
import { pocketBytes, pocketFile } from '../../../src/shared/model/pocketLayout';
import { loadPocket } from '../../../webview/engine/network/pocketWeights';

describe("the pocket network's file", () => {
  it('has the length that the layout says, in at most 1 MB', async () => {
    expect(await pocketModel().read(pocketFile)).toHaveLength(pocketBytes);
    expect(pocketBytes).toBeLessThanOrEqual(1e6);
  });

  it.each([9, pocketBytes + 1])('is refused with %i bytes, and the error says what to do', async length => {
    const read = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(length));
    await expect(loadPocket({ read })).rejects.toMatchObject({
      code: 'model',
      message: `The pocket network's file pocket.bin holds ${length} bytes instead of ${pocketBytes}.`,
      remedy: expect.stringContaining('Install the extension again'),
    });
  });
});
