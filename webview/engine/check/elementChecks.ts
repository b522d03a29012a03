import { tilingName, type Tiling } from '../backends/webgpu/tuning/tiling';
import type { Pooling } from '../network/pooling';
import { half } from '../network/vgg19';
import { gateOf, type Computation } from './kernelCheck';

export const image: Computation = {
  name: 'image, in and out, and its convolution',
  compute: (kernels, inputs) => {
    const x = inputs.image(9, 13);
    const convolution = kernels.convolution(
      { name: 'conv1_1', kernel: inputs.array(0.2, 3, 3, 3, 8), bias: inputs.array(0.2, 8) },
      'zero',
    );
    const below = inputs.gradient(9, 13, 8);
    return {
      images: [x, convolution.inputGradient(below, {})],
      arrays: [convolution.forward(x)],
    };
  },
};

export function projection(tiling: Tiling): Computation {
  return {
    name: `projection, there and back, ${tilingName(tiling)}`,
    compute: (kernels, inputs) => {
      const head = inputs.array(0.2, 20, 28);
      return {
        arrays: [
          kernels.project(inputs.activation(9, 13, 20), head),
          kernels.projectGradient(inputs.gradient(9, 13, 28), head),
        ],
      };
    },
  };
}

type Size = readonly [height: number, width: number];

export function pool(pooling: Pooling, sizes: readonly Size[]): Computation {
  return {
    name: `pooling, ${pooling}`,
    compute: (kernels, inputs) => ({
      arrays: sizes.map(([height, width]) => kernels.pool(inputs.activation(height, width, 12), pooling)),
    }),
  };
}

export function poolGradient(pooling: Pooling, sizes: readonly Size[]): Computation {
  return {
    name: `pooling's gradient, ${pooling}`,
    compute: (kernels, inputs) => {
      const arrays = sizes.flatMap(([height, width]) =>
        [true, false].map(own => {
          const gradient = inputs.gradient(half(height), half(width), 12);
          return kernels.poolGradient(
            gradient,
            pooling,
            gateOf(inputs, { activation: true, own }, [height, width, 12]),
          );
        }),
      );
      return { arrays };
    },
  };
}

export const gate: Computation = {
  name: "ReLU's gradient",
  compute: (kernels, inputs) => ({
    arrays: [kernels.gate(inputs.activation(5, 7, 12), inputs.gradient(5, 7, 12))],
  }),
};

export const add: Computation = {
  name: 'sum of gradients',
  compute: (kernels, inputs) => ({
    arrays: [kernels.add(inputs.gradient(5, 7, 12), inputs.gradient(5, 7, 12))],
  }),
};
