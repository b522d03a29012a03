import type { Recipe } from './recipeOptions';

interface Preset {
  readonly label: string;
  readonly description: string;
  readonly values: Partial<Recipe>;
}

/**
 * Options that docs/quality.md found to make the best picture for the epochs spent; all presets but **Seed** start from
 * them.
 */
const best = {
  losses: 'relative',
  styleLoss: 'mixed',
  edges: 'reflect',
  variationWeight: 0.05,
  coarsestSize: 128,
  averaging: 0.95,
  styleStrength: 0.78,
  learningRate: 0.06,
  secondMomentDecay: 0.99,
  pixelRange: 'clipped',
} as const satisfies Partial<Recipe>;

/** Named starting points; an option that a preset leaves out has its default, which is that of **Seed**. */
export const presets = {
  draft: {
    label: 'Draft',
    description: 'A quick look in seconds: 256 px, 100 epochs.',
    values: { ...best, size: 256, epochs: 100, coarsestSize: 80, styleStrength: 0.82, learningRate: 0.08 },
  },
  balanced: {
    label: 'Balanced',
    description: 'The style is plain to see and so is the photograph: 512 px, 400 epochs, coarse to fine.',
    values: { ...best, epochs: 400 },
  },
  fine: {
    label: 'Fine',
    description: 'More epochs and more style, for the picture that you keep: 768 px, 1000 epochs.',
    values: { ...best, size: 768, epochs: 1000, styleStrength: 0.9 },
  },
  texture: {
    label: 'Texture',
    description: 'The style alone, grown from noise; the content image only gives the shape of the picture.',
    values: { ...best, epochs: 500, styleStrength: 1, initialImage: 'noise' },
  },
  seamless: {
    label: 'Seamless',
    description: 'A texture that tiles: as Texture, and where copies meet there is no seam.',
    values: { ...best, epochs: 500, styleStrength: 1, initialImage: 'noise', edges: 'wrap' },
  },
  seed: {
    label: 'Seed',
    description: "The blog post's recipe, number by number: 512 px, 500 epochs.",
    values: {},
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as readonly PresetName[];

export const defaultPreset: PresetName = 'balanced';
