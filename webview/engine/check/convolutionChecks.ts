import type { Edges } from '../network/edges';
import type { ConvolutionVariant } from '../backends/webgpu/tuning/plan';
import { tilingName } from '../backends/webgpu/tuning/tiling';
import type { Shapes } from '../network/shapes';
import type { ConvWeights } from '../network/vgg19';
import { gateOf, type GateParts, type Inputs, type KernelCheck } from './kernelCheck';

/** A shape that takes several blocks of every tiling along each side, the last of which is never full. */
const odd = { height: 9, width: 13, inChannels: 68, outChannels: 76 } as const;

export function forward(variant: ConvolutionVariant, edges: Edges): KernelCheck {
  return {
    name: `convolution, ${variantName(variant)}, edges ${edges}`,
    variant,
    compute: (kernels, inputs) => {
      const { height, width, inChannels } = odd;
      const x = inputs.activation(height, width, inChannels);
      return { arrays: [kernels.convolution(weights(inputs), edges).forward(x)] };
    },
  };
}

/** @param gates the ways in which the gradient is finished, tried one after the other */
export function backward(
  variant: ConvolutionVariant,
  edges: Edges,
  gates: readonly GateParts[] = allGates,
): KernelCheck {
  return {
    name: `convolution's gradient, ${variantName(variant)}, edges ${edges}`,
    variant,
    compute: (kernels, inputs) => {
      const { height, width, inChannels, outChannels } = odd;
      const convolution = kernels.convolution(weights(inputs), edges);
      const arrays = gates.map(parts => {
        const above = inputs.gradient(height, width, outChannels);
        return convolution.inputGradient(above, gateOf(inputs, parts, [height, width, inChannels]));
      });
      return { arrays };
    },
  };
}

const allGates: readonly GateParts[] = [
  {},
  { activation: true },
  { own: true },
  { activation: true, own: true },
];

function weights(inputs: Inputs<unknown>): ConvWeights<Shapes> {
  const { inChannels, outChannels } = odd;
  const scale = Math.sqrt(2 / (9 * inChannels));
  return {
    name: 'conv2_1',
    kernel: inputs.array(scale, 3, 3, inChannels, outChannels),
    bias: inputs.array(0.1, outChannels),
  };
}

function variantName(variant: ConvolutionVariant): string {
  const tiling = tilingName(variant.tiling);
  return variant.kind === 'direct' ? `direct ${tiling}` : `Winograd ${variant.tile} ${tiling}`;
}
