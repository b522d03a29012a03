import type { KernelSet } from '../../gradient/kernelSet';
import type { Shapes } from '../../network/shapes';
import { WebGpuConvolution } from './convolution/convolution';
import { contentTerm } from './losses/contentTerm';
import { masked } from './losses/masked';
import { styleTerm } from './losses/styleTerm';
import { variationTerm } from './losses/variationTerm';
import { wassersteinTerm } from './losses/wassersteinTerm';
import type { Recorder } from './program/recorder';
import type { GpuArray } from './program/recording';
import { recordAdd, recordGate } from './shaders/elementwise';
import { recordPool, recordPoolGradient } from './shaders/pooling';
import { webGpuProjections } from './shaders/projection';

/**
 * The explicit program's kernels as launches of our own WGSL, which are recorded, not run. An activation is [height, width,
 * channels], channels a multiple of four; a loss is a list of arrays whose numbers are still to be summed.
 */
export function webGpuKernels(recorder: Recorder): KernelSet<GpuArray, readonly GpuArray[], Shapes> {
  // Measured are the gradient of every pooling, the deepest layer's and the image's: enough to choose a scale by.
  const measured = (gradient: GpuArray): GpuArray => {
    recorder.scale?.recordLargest(recorder, gradient);
    return gradient;
  };
  return {
    convolution: (weights, edges) => new WebGpuConvolution(recorder, weights, edges),
    styleTerm: target =>
      target.loss === 'wasserstein'
        ? wassersteinTerm(recorder, target)
        : masked(recorder, target, styleTerm(recorder, target)),
    contentTerm: target => masked(recorder, target, contentTerm(recorder, target)),
    variationTerm: (weight, edges) => variationTerm(recorder, weight, edges),
    ...webGpuProjections(recorder),
    pool: (x, pooling) => recordPool(recorder, x, pooling),
    poolGradient: (gradient, pooling, gate) =>
      measured(recordPoolGradient(recorder, gradient, pooling, gate)),
    gate: (activation, own) => {
      recordGate(recorder, activation, own);
      return measured(own);
    },
    add: (a, b) => {
      recordAdd(recorder, b, a);
      return a;
    },
    // Losses are summed when they are read out (readout.ts).
    sum: losses => losses.flat(),
    // An array's last use is found from the recording (sharedBuffers.ts).
    release: () => undefined,
  };
}
