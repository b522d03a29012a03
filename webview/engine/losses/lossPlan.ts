import type { ConvName } from '../../../src/shared/model/vgg19Layout';
import type { ModelLabel } from '../../../src/shared/messages/output';
import type { Recipe } from '../../../src/shared/recipe/recipe';
import { poolingsBefore } from '../network/vgg19';

/** Which layers the losses tap, what each counts, and how a layer's distance becomes its loss. */
export interface LossPlan {
  /** The layers of the style loss, with their weights, of which only the proportions matter. */
  readonly styleLayers: readonly { readonly layer: ConvName; readonly weight: number }[];
  /** The layers of the content loss, which is the mean of theirs. */
  readonly contentLayers: readonly ConvName[];
  /**
   * `seed`, as in the seed's code: style mse(G, A) / (C * H * W), H and W those of the style image's layer, times the style
   * ratio; content mse. C and the means count VGG-19's channels in every network.
   * `relative`: style |G - A| / |A| with Gram matrices over H * W, content (|F - P| / |P|)^2, so that a loss means the same
   * at every size and for every style; a Wasserstein distance is divided by the style's length and doubled
   * (styleTargets.ts). Style weighs `styleShare`, content the rest of 1. Content is squared: its norm would hold the image at
   * the content image, where the run begins, with full force, and a style that pulls less would never leave it.
   */
  readonly scaling: 'seed' | 'relative';
  /** Which statistics of a layer's features are compared. */
  readonly styleLoss: Recipe['styleLoss'];
}

/**
 * The style loss at a layer. `mixed` takes the Wasserstein distance up to conv3_1, where it is cheap and makes colours and
 * strokes, and Gram matrices, which hold a large motif as well, at the deeper layers, where the square roots of 512
 * channels would cost nearly as much as the network itself at 128 px.
 */
export function styleLossAt({ styleLoss }: LossPlan, layer: ConvName): 'gram' | 'wasserstein' {
  if (styleLoss !== 'mixed') return styleLoss;
  return poolingsBefore(layer) < 3 ? 'wasserstein' : 'gram';
}

/** The style ratio that leaves relative losses as they are, so that style strength alone says how much is painted. */
const neutralStyleRatio = 1000;

/**
 * The weight of the style in relative losses, 0 to 1: the style strength with its odds, strength : (1 - strength),
 * multiplied by the style ratio over 1000. At strength 1 the odds are infinite, and the weight is 1.
 */
export function styleShare({ styleStrength, styleRatio }: Recipe): number {
  if (styleStrength === 1) return 1;
  const odds = ((styleRatio / neutralStyleRatio) * styleStrength) / (1 - styleStrength);
  return odds / (1 + odds);
}

/**
 * The layers of the content loss. Where VGG-19 compares conv4_2, the pocket network compares conv3_2 as well: its conv4_2 leaves
 * some of VGG-19's directions out, in which a picture would drift away from the photograph unseen (docs/quality.md). The
 * losses of the preset Seed stay as they are in every network.
 */
function contentLayersOf(model: ModelLabel, { contentLayer, losses }: Recipe): readonly ConvName[] {
  const pair = model === 'pocket' && losses === 'relative' && contentLayer === 'conv4_2';
  return pair ? ['conv4_2', 'conv3_2'] : [contentLayer];
}

/** The losses of a recipe; its default layers are those of Gatys et al., arXiv:1508.06576, section 2. */
export function lossPlan(model: ModelLabel, recipe: Recipe): LossPlan {
  const weights: [ConvName, number][] = [
    ['conv1_1', recipe.styleWeight1],
    ['conv2_1', recipe.styleWeight2],
    ['conv3_1', recipe.styleWeight3],
    ['conv4_1', recipe.styleWeight4],
    ['conv5_1', recipe.styleWeight5],
  ];
  return {
    styleLayers: weights.filter(([, weight]) => weight > 0).map(([layer, weight]) => ({ layer, weight })),
    contentLayers: contentLayersOf(model, recipe),
    scaling: recipe.losses,
    styleLoss: recipe.styleLoss,
  };
}
