import { describe, it } from 'vitest';
import { gatysTaps } from '../engine/support/objectiveSupport';
import { expectSameAsAutodiff } from '../engine/support/sameAsAutodiff';
import { openTestDevice } from '../engine/support/support';
import { disposeNetwork } from '../../webview/engine/network/vgg19';
import { loadVgg19 } from './support';

describe('the explicit program on wasm with VGG-19', () => {
  it('equals autodiff', async () => {
    await openTestDevice('wasm');
    const network = await loadVgg19();
    await expectSameAsAutodiff(network, [45, 38], gatysTaps);
    disposeNetwork(network);
  });
});
