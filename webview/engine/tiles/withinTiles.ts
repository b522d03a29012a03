import type { Network } from '../network/vgg19';

/** A network as it sees a tile: what goes on beyond a wrapping image's edge lies in the tile's halo. */
export function withinTiles(network: Network): Network {
  return network.edges === 'wrap' ? { ...network, edges: 'zero' } : network;
}
