import { fitWithin } from '../../src/shared/fitWithin';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Zoom = 'fit' | 'actual';

/** Greatest enlargement of a small image: it is easier to judge when larger, but beyond this it only gets blurred. */
const maxEnlargement = 4;

/** Size in CSS pixels at which an image is shown in a viewport. */
export function shownSize(image: Size, viewport: Size, zoom: Zoom): Size {
  if (zoom === 'actual') return image;
  const scale = Math.min(viewport.width / image.width, viewport.height / image.height, maxEnlargement);
  return {
    width: Math.max(1, Math.floor(image.width * scale)),
    height: Math.max(1, Math.floor(image.height * scale)),
  };
}

/** Size that a run works at, px: the image scaled down to a longest side of `longest`, never enlarged. */
export function workingSize(image: Size, longest: number): Size {
  return fitWithin(image.width, image.height, longest);
}
