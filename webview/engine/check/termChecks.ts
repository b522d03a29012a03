import type { Edges } from '../network/edges';
import { tilingName, type Tiling } from '../backends/webgpu/tuning/tiling';
import type { Shapes } from '../network/shapes';
import type { Distance, WassersteinTarget } from '../losses/objective';
import type { Term } from '../gradient/kernelSet';
import type { Computation, Results } from './kernelCheck';

export function style(tiling: Tiling, distance: Distance): Computation {
  return {
    name: `style term, ${distance}, ${tilingName(tiling)}`,
    compute: (kernels, inputs) => {
      const channels = 68;
      // The image has more pixels than one part of the Gram matrix sums up.
      const x = inputs.activation(33, 35, channels);
      const gram = inputs.gram(channels);
      const term = kernels.styleTerm({ loss: 'gram', layer: 'conv2_1', gram, coefficient: 1e-5, distance });
      return resultsOf(term, x);
    },
  };
}

export function wasserstein(tiling: Tiling, masked: boolean): Computation {
  return {
    name: `Wasserstein style term${masked ? ', masked' : ''}, ${tilingName(tiling)}`,
    compute: (kernels, inputs) => {
      const channels = 20;
      // The image has more pixels than one part of the sums takes.
      const [height, width] = [33, 35];
      const x = inputs.activation(height, width, channels);
      const target: WassersteinTarget<Shapes> = {
        loss: 'wasserstein',
        layer: 'conv2_1',
        mean: inputs.array(1, channels),
        root: inputs.root(channels),
        trace: 30,
        norm: 8,
        // A lower weight than the pixels have would make a covariance with eigenvalues below 0.
        pixels: height * width,
        least: 1e-3,
        coefficient: 2,
        distance: 'norm',
        ...(masked && { mask: inputs.mask(height, width) }),
      };
      return resultsOf(kernels.styleTerm(target), x);
    },
  };
}

export function content(distance: Distance, masked = false): Computation {
  return {
    name: masked ? 'mask' : `content term, ${distance}`,
    compute: (kernels, inputs) => {
      const x = inputs.activation(9, 13, 20);
      const features = inputs.array(1, 1, 9, 13, 20);
      const mask = masked ? { mask: inputs.mask(9, 13) } : {};
      const target = { layer: 'conv2_2', features, coefficient: 0.5, distance, ...mask } as const;
      return resultsOf(kernels.contentTerm(target), x);
    },
  };
}

function resultsOf<T, Loss>(term: Term<T, Loss>, x: T): Results<T, Loss> {
  const { loss, gradient } = term(x);
  return { arrays: [gradient], losses: [loss!] };
}

export function variation(edges: Edges, sizes: readonly (readonly [number, number])[]): Computation {
  return {
    name: `variation term, edges ${edges}`,
    compute: (kernels, inputs) => {
      const terms = sizes.map(([height, width]) =>
        kernels.variationTerm(0.25, edges)(inputs.image(height, width)),
      );
      return {
        images: terms.map(({ gradient }) => gradient),
        losses: terms.map(({ loss }) => loss!),
      };
    },
  };
}

export const losses: Computation = {
  name: 'sum of losses',
  compute: (kernels, inputs) => {
    const variation = kernels.variationTerm(1, 'zero');
    // Nine arrays are more than a kernel can bind at once.
    const sums = [1, 5, 9].map(count =>
      kernels.sum(Array.from({ length: count }, () => variation(inputs.image(3, 5)).loss!)),
    );
    return { losses: sums };
  },
};
