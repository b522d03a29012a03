import type { Edges } from '../../network/edges';
import type { Gate, KernelSet, Term } from '../../gradient/kernelSet';
import { poolWindow, type Pooling } from '../../network/pooling';
import type { Shapes } from '../../network/shapes';
import { contentTerm } from './losses/contentTerm';
import { WebGpuConvolution } from './convolution/convolution';
import { addKernel, gateKernel } from './shaders/elementwise';
import { gateArrays, gateKind } from './shaders/gate';
import { linearGrid } from './program/kernel';
import { variationKernel } from './losses/lossKernels';
import { masked } from './losses/masked';
import { poolGradientKernel, poolKernel } from './shaders/pooling';
import { webGpuProjections } from './shaders/projection';
import { quadsIn, shapeOf, type Recorder } from './program/recorder';
import type { GpuArray } from './program/recording';
import { styleTerm } from './losses/styleTerm';
import { wassersteinTerm } from './losses/wassersteinTerm';

/**
 * The explicit program's kernels as launches of our own WGSL, which are recorded, not run. An activation is [height, width,
 * channels], channels a multiple of four; a loss is a list of arrays whose numbers are still to be summed.
 */
export function webGpuKernels(recorder: Recorder): KernelSet<GpuArray, readonly GpuArray[], Shapes> {
  const { recording, scale } = recorder;
  const { precision, reduction } = recorder.plan;

  function variationTerm(weight: number, edges: Edges): Term<GpuArray, readonly GpuArray[]> {
    return term(x => {
      const [height, width] = shapeOf(x);
      const gradient = recorder.stored('variation gradient', ...x.shape);
      const loss = recorder.partials('variation loss', height * width);
      recording.launch(variationKernel(precision, edges, reduction, scale !== undefined), {
        arrays: { x, result: gradient, loss, ...(scale && { factors: scale.factors }) },
        parameters: { width, height, weight },
        grid: linearGrid(height * width),
      });
      return { loss: [loss], gradient };
    });
  }

  function pool(x: GpuArray, pooling: Pooling): GpuArray {
    const [inputHeight, inputWidth, channels] = shapeOf(x);
    const { windowX, windowY } = windowOf(x);
    const [height, width] = [Math.floor(inputHeight / windowY), Math.floor(inputWidth / windowX)];
    const result = recorder.stored('pooled', height, width, channels);
    recording.launch(poolKernel(precision, pooling), {
      arrays: { x, result },
      parameters: { width, height, quads: channels / 4, windowX, windowY, inputWidth },
      grid: linearGrid(quadsIn(result)),
    });
    return result;
  }

  function poolGradient(gradient: GpuArray, pooling: Pooling, gate: Gate<GpuArray>): GpuArray {
    const input = gate.activation!;
    const [height, width, channels] = shapeOf(input);
    const result = gate.own ?? recorder.stored('pool gradient', ...input.shape);
    recording.launch(poolGradientKernel(precision, pooling, gateKind(gate)), {
      arrays: { gradient, result, ...gateArrays(gate) },
      parameters: { width, height, quads: channels / 4, ...windowOf(input) },
      grid: linearGrid(quadsIn(result)),
    });
    // Measured are this gradient of every block, the deepest layer's (in `gate`) and the image's: enough to choose a scale by.
    scale?.recordLargest(recorder, result);
    return result;
  }

  function gate(activation: GpuArray, own: GpuArray): GpuArray {
    const items = quadsIn(own);
    recording.launch(gateKernel(precision), {
      arrays: { activation, result: own },
      parameters: { items },
      grid: linearGrid(items),
    });
    scale?.recordLargest(recorder, own);
    return own;
  }

  function add(a: GpuArray, b: GpuArray): GpuArray {
    const items = quadsIn(a);
    recording.launch(addKernel(precision), {
      arrays: { x: b, result: a },
      parameters: { items },
      grid: linearGrid(items),
    });
    return a;
  }

  const { project, projectGradient } = webGpuProjections(recorder);
  return {
    convolution: (weights, edges) => new WebGpuConvolution(recorder, weights, edges),
    styleTerm: target =>
      target.loss === 'wasserstein'
        ? wassersteinTerm(recorder, target)
        : masked(recorder, target, styleTerm(recorder, target)),
    contentTerm: target => masked(recorder, target, contentTerm(recorder, target)),
    variationTerm,
    project,
    projectGradient,
    pool,
    poolGradient,
    gate,
    add,
    // Losses are summed when they are read out (readout.ts).
    sum: losses => losses.flat(),
    // An array's last use is found from the recording (sharedBuffers.ts).
    release: () => undefined,
  };
}

function term(
  evaluate: Term<GpuArray, readonly GpuArray[]>['evaluate'],
): Term<GpuArray, readonly GpuArray[]> {
  return { evaluate, dispose: () => undefined };
}

function windowOf(input: GpuArray): { windowX: number; windowY: number } {
  const [windowY, windowX] = poolWindow({ shape: [1, ...input.shape] });
  return { windowX, windowY };
}
