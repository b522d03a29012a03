import { describe, it } from 'vitest';
import { gatysTaps } from '../engine/objectiveSupport';
import { expectSameAsAutodiff } from '../engine/sameAsAutodiff';
import { openTestDevice } from '../engine/support';
import { disposeNetwork } from '../../webview/engine/vgg19';
import { loadVgg19 } from './support';

describe('the explicit program on wasm with VGG-19', () => {
  it('equals autodiff', async () => {
    await openTestDevice('wasm');
    const network = await loadVgg19();
    await expectSameAsAutodiff(network, [45, 38], gatysTaps);
    disposeNetwork(network);
  });
});
