/**
 * Every option of a recipe: its default, bounds, label and description are defined here alone. Settings, studio and command
 * line are made from this table (a test compares package.json with it). The defaults are the recipe of the preset **Seed**.
 */

interface OptionWords {
  readonly label: string;
  readonly description: string;
  /** True for an option that few people change: the studio keeps it folded away. */
  readonly advanced?: boolean;
}

interface NumberOption extends OptionWords {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly unit?: string;
  /** Labels of a slider's two ends, in a word each. */
  readonly ends?: readonly [string, string];
}

interface ChoiceOption extends OptionWords {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: Readonly<Record<string, string>>;
}

export type RecipeOption = NumberOption | ChoiceOption;

function layerWeight<Block extends number>(block: Block, sees: string) {
  return {
    kind: 'number',
    default: 1,
    min: 0,
    max: 1e6,
    integer: false,
    advanced: true,
    label: `Style weight, conv${block}_1`,
    description: `How much layer conv${block}_1 counts in the style: ${sees}. Only the weights' proportions matter; 0 leaves the layer out.`,
  } as const;
}

export const recipeOptions = {
  size: {
    kind: 'number',
    default: 512,
    min: 16,
    max: 4096,
    integer: true,
    unit: 'px',
    label: 'Size',
    description: 'Longest side of the stylized image, in pixels. Smaller images are never enlarged.',
  },
  epochs: {
    kind: 'number',
    default: 500,
    min: 1,
    max: 10_000,
    integer: true,
    label: 'Epochs',
    description:
      'How many optimiser steps a run takes, over all its scales. One epoch is one step on the whole image.',
  },
  styleStrength: {
    kind: 'number',
    default: 0.75,
    min: 0,
    max: 1,
    integer: false,
    ends: ['Content', 'Style'],
    label: 'Style strength',
    description:
      'How strongly the style is painted: 0 keeps the content image, 1 leaves only the style. Needs the relative losses.',
  },
  strokeSize: {
    kind: 'number',
    default: 1,
    min: 0.25,
    max: 4,
    integer: false,
    unit: '×',
    ends: ['Finer', 'Broader'],
    label: 'Stroke size',
    description: 'Size of the brush strokes: the style image is seen this many times as large.',
  },
  colors: {
    kind: 'choice',
    default: 'style',
    choices: {
      style: 'Of the style image',
      content: 'Of the content image: only light and dark are painted',
      matched: "Of the style image, brought to the content image's mood",
    },
    label: 'Colors',
    description: 'Whose colors the picture has.',
  },
  losses: {
    kind: 'choice',
    default: 'seed',
    choices: {
      seed: "The seed's: squared distances, weighed by style ratio",
      relative: "Relative: each distance as a share of its target's size, weighed by style strength",
    },
    advanced: true,
    label: 'Losses',
    description:
      'How far the image is from its targets. Relative losses mean the same at every size and for every style.',
  },
  styleLoss: {
    kind: 'choice',
    default: 'gram',
    choices: {
      gram: 'Gram matrices, as in the paper',
      wasserstein:
        'Mean and covariance, by their Wasserstein-2 distance: calmer strokes, and takes longer an epoch',
      mixed: 'The Wasserstein-2 distance up to conv3_1, Gram matrices above',
    },
    advanced: true,
    label: 'Style loss',
    description: "What the style loss compares of a layer's features, and how.",
  },
  styleRatio: {
    kind: 'number',
    default: 1000,
    min: 0,
    max: 1e9,
    integer: false,
    advanced: true,
    label: 'Style ratio',
    description:
      "Weight of the style loss against the content loss. For the seed's losses as it is; for relative ones a thousandth of it " +
      "multiplies style strength's odds, so that 1000 changes nothing. Higher paints more, lower keeps more.",
  },
  variationWeight: {
    kind: 'number',
    default: 0.01,
    min: 0,
    max: 1000,
    integer: false,
    advanced: true,
    label: 'Variation weight',
    description:
      'Weight of the variation loss, which smooths differences between neighbouring pixels. A sum over the image for the ' +
      "seed's losses, a mean for relative ones.",
  },
  coarsestSize: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 4096,
    integer: true,
    unit: 'px',
    advanced: true,
    label: 'Coarsest scale',
    description:
      'Longest side of the first and smallest scale. Each further scale is about 1.4 times as large, up to the full size, and ' +
      'starts from the one before. 0 works at full size only.',
  },
  averaging: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 0.999,
    integer: false,
    advanced: true,
    label: 'Averaging',
    description:
      'Shows and saves an average over the last epochs, which calms noise: how much of it each epoch keeps. 0 takes the last ' +
      'image alone.',
  },
  optimizer: {
    kind: 'choice',
    default: 'adam',
    choices: { adam: 'Adam', lbfgs: 'L-BFGS, limited memory of 10 steps' },
    advanced: true,
    label: 'Optimiser',
    description: 'How the next image is found from the gradient.',
  },
  learningRate: {
    kind: 'number',
    default: 0.03,
    min: 1e-5,
    max: 10,
    integer: false,
    advanced: true,
    label: 'Learning rate',
    description: 'Step length of the Adam optimiser.',
  },
  secondMomentDecay: {
    kind: 'number',
    default: 0.999,
    min: 0,
    max: 0.99999,
    integer: false,
    advanced: true,
    label: 'Second moment decay',
    description: "Adam's β₂: how long it remembers the size of past gradients.",
  },
  pixelRange: {
    kind: 'choice',
    default: 'free',
    choices: { free: 'Free while it runs, clipped when shown', clipped: 'Clipped after every epoch' },
    advanced: true,
    label: 'Pixel range',
    description: 'Whether colors may leave what a screen can show while a run goes on.',
  },
  edges: {
    kind: 'choice',
    default: 'zero',
    choices: {
      zero: 'Grey beyond the edge, as in the paper',
      replicate: 'The edge pixels go on beyond the edge, in the first layer; a faint frame is left',
      reflect: 'The picture goes on mirrored: leaves no frame, and takes a little longer',
      wrap: 'The opposite edge: the picture tiles without a seam. Sides become multiples of 16 px',
    },
    advanced: true,
    label: 'Edges',
    description: "What the network sees beyond the image's edges.",
  },
  pooling: {
    kind: 'choice',
    default: 'average',
    choices: {
      average: 'Mean, as in the paper',
      scaledAverage: 'Twice the mean, so that activations stay as large as the network learnt them',
      max: 'Maximum, as the network learnt it: finer detail',
      l2: 'Root of the squares: between mean and maximum',
    },
    advanced: true,
    label: 'Pooling',
    description: 'How the network halves the image between its blocks.',
  },
  contentLayer: {
    kind: 'choice',
    default: 'conv4_2',
    choices: {
      conv2_2: 'conv2_2: keeps textures',
      conv3_2: 'conv3_2: keeps small shapes',
      conv4_2: 'conv4_2: keeps shapes, as in the paper',
      conv5_1: 'conv5_1: keeps only the arrangement',
    },
    advanced: true,
    label: 'Content layer',
    description: 'The layer whose features the content loss compares.',
  },
  styleWeight1: layerWeight(1, 'colors and the finest grain'),
  styleWeight2: layerWeight(2, 'fine texture'),
  styleWeight3: layerWeight(3, 'brush strokes'),
  styleWeight4: layerWeight(4, 'larger strokes and motifs'),
  styleWeight5: layerWeight(5, 'the largest motifs'),
  initialImage: {
    kind: 'choice',
    default: 'content',
    choices: { content: 'The content image', noise: 'Seeded normal noise' },
    advanced: true,
    label: 'Initial image',
    description: 'What the run starts from.',
  },
  outputSize: {
    kind: 'choice',
    default: 'working',
    choices: {
      working: 'The size that is worked at',
      guided: "The content image's own size: what was painted is enlarged along its edges, within a second",
      scale: "The content image's own size: the last tenth of the epochs works there. Takes long",
    },
    advanced: true,
    label: 'Output size',
    description:
      "How large the saved picture is where the content image is larger than the picture's size, up to 8192 px.",
  },
  tileSize: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 4096,
    integer: true,
    unit: 'px',
    advanced: true,
    label: 'Tile size',
    description:
      'Side of the tiles that a picture is computed in where it is larger, to the nearest 16 px. The picture is the same; it takes ' +
      'less memory and more time. 0 takes tiles only where the memory asks for them.',
  },
  recompute: {
    kind: 'choice',
    default: 'auto',
    choices: {
      auto: 'Where the picture fits the memory with it and not without: before tiles, which take longer',
      never: 'Never: tiles where the memory asks for them',
      always: 'Always, for the least memory',
    },
    advanced: true,
    label: 'Recompute',
    description:
      "Whether the network's first blocks are computed a second time for the gradient instead of kept until then: the same picture, " +
      'for less memory and somewhat more time. Not in tiles.',
  },
  precision: {
    kind: 'choice',
    default: 'auto',
    choices: {
      auto: 'Float16 where a picture then fits the memory that it would not fit whole in float32, else float32',
      f32: 'Float32',
      f16: 'Float16 with float32 sums: less memory. WebGPU with shader-f16 only, and not in tiles',
    },
    advanced: true,
    label: 'Precision',
    description:
      'How a GPU stores activations and gradients. Where float16 cannot be had, or fails in a run, float32 is used and the studio says so.',
  },
  seed: {
    kind: 'number',
    default: 0,
    min: 0,
    max: 2 ** 32 - 1,
    integer: true,
    advanced: true,
    label: 'Seed',
    description: 'Seed of everything random in a run: the initial noise.',
  },
} as const satisfies Readonly<Record<string, RecipeOption>>;

export type RecipeKey = keyof typeof recipeOptions;

type ValueOf<O extends RecipeOption> = O extends { choices: infer C } ? keyof C & string : number;

/** A value for every option. */
export type Recipe = { readonly [K in RecipeKey]: ValueOf<(typeof recipeOptions)[K]> };
