/**
 * VGG-19 from conv1_1 to conv5_1, in the layout of the published files: for each layer an HWIO kernel, then its bias,
 * little endian, without gaps. conv1_1 takes BGR, 0 to 255, minus the mean. Simonyan & Zisserman, arXiv:1409.1556; weights
 * CC BY 4.0, Visual Geometry Group, University of Oxford.
 */

/** Affine quantisation of a tensor: value = scale * byte + min. */
export interface Quantisation {
  readonly scale: number;
  readonly min: number;
}

export interface ConvLayout {
  readonly name: ConvName;
  readonly inChannels: number;
  readonly outChannels: number;
  /** Quantisation of the kernel in the `uint8` files; the bias has its own. */
  readonly kernel: Quantisation;
  readonly bias: Quantisation;
}

export type ConvName =
  | 'conv1_1'
  | 'conv1_2'
  | 'conv2_1'
  | 'conv2_2'
  | 'conv3_1'
  | 'conv3_2'
  | 'conv3_3'
  | 'conv3_4'
  | 'conv4_1'
  | 'conv4_2'
  | 'conv4_3'
  | 'conv4_4'
  | 'conv5_1';

export const vgg19Convolutions: readonly ConvLayout[] = [
  {
    name: 'conv1_1',
    inChannels: 3,
    outChannels: 64,
    kernel: { scale: 0.004713413060880175, min: -0.6504510024014641 },
    bias: { scale: 0.006919113356693118, min: -0.013838226713386236 },
  },
  {
    name: 'conv1_2',
    inChannels: 64,
    outChannels: 64,
    kernel: { scale: 0.0017944358727511238, min: -0.21353786885738374 },
    bias: { scale: 0.006805431375316545, min: -0.9595658239196329 },
  },
  {
    name: 'conv2_1',
    inChannels: 64,
    outChannels: 128,
    kernel: { scale: 0.002977440871444403, min: -0.3364508184732175 },
    bias: { scale: 0.002046426955391379, min: -0.16985343729748445 },
  },
  {
    name: 'conv2_2',
    inChannels: 128,
    outChannels: 128,
    kernel: { scale: 0.0016900494402530147, min: -0.18759548786808464 },
    bias: { scale: 0.004494813610525692, min: -0.5348828196525574 },
  },
  {
    name: 'conv3_1',
    inChannels: 128,
    outChannels: 256,
    kernel: { scale: 0.003007548696854535, min: -0.1714302757207085 },
    bias: { scale: 0.0015797854054207896, min: -0.17377639459628685 },
  },
  {
    name: 'conv3_2',
    inChannels: 256,
    outChannels: 256,
    kernel: { scale: 0.0027369221051534018, min: -0.1450568715731303 },
    bias: { scale: 0.0016978535582037532, min: -0.1595982344711528 },
  },
  {
    name: 'conv3_3',
    inChannels: 256,
    outChannels: 256,
    kernel: { scale: 0.0011888442962777381, min: -0.08559678933199714 },
    bias: { scale: 0.001797278576037463, min: -0.11322855029036016 },
  },
  {
    name: 'conv3_4',
    inChannels: 256,
    outChannels: 256,
    kernel: { scale: 0.0013224616938946293, min: -0.0991846270420972 },
    bias: { scale: 0.0013401166773309894, min: -0.09112793405850728 },
  },
  {
    name: 'conv4_1',
    inChannels: 256,
    outChannels: 512,
    kernel: { scale: 0.0014348510725825442, min: -0.1104835325888559 },
    bias: { scale: 0.0004595814966687969, min: -0.03538777524349736 },
  },
  {
    name: 'conv4_2',
    inChannels: 512,
    outChannels: 512,
    kernel: { scale: 0.0019685134583828498, min: -0.11220526712782243 },
    bias: { scale: 0.0006582752892784043, min: -0.056611674877942775 },
  },
  {
    name: 'conv4_3',
    inChannels: 512,
    outChannels: 512,
    kernel: { scale: 0.001523033427257164, min: -0.09138200563542984 },
    bias: { scale: 0.0006330082813898722, min: -0.07216294407844544 },
  },
  {
    name: 'conv4_4',
    inChannels: 512,
    outChannels: 512,
    kernel: { scale: 0.0014028952986586327, min: -0.13608084396988737 },
    bias: { scale: 0.001173653614287283, min: -0.11149709335729188 },
  },
  {
    name: 'conv5_1',
    inChannels: 512,
    outChannels: 512,
    kernel: { scale: 0.001797486549498988, min: -0.11863411226693321 },
    bias: { scale: 0.0017509167100868974, min: -0.1348205866766911 },
  },
];

/** Number of weights and biases: the length of the stream in elements. */
export const vgg19Elements = 12944960;

/** A layer's output channels. */
export function vgg19Channels(layer: ConvName): number {
  return vgg19Convolutions.find(({ name }) => name === layer)!.outChannels;
}
