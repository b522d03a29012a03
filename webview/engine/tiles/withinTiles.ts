import type { Network } from '../network/vgg19';

/**
 * The network for a tile. It does not wrap, since the tile's halo already holds what follows beyond a wrapping image's
 * edge.
 */
export function withinTiles(network: Network): Network {
  return network.edges === 'wrap' ? { ...network, edges: 'zero' } : network;
}
