export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Zoom = 'fit' | 'actual';

/** An enlarged small image is easier to judge; beyond this it only gets blurred. */
const maxEnlargement = 4;

/** The size in CSS pixels at which an image is shown in a viewport. */
export function shownSize(image: Size, viewport: Size, zoom: Zoom): Size {
  if (zoom === 'actual') return image;
  const scale = Math.min(viewport.width / image.width, viewport.height / image.height, maxEnlargement);
  return {
    width: Math.max(1, Math.floor(image.width * scale)),
    height: Math.max(1, Math.floor(image.height * scale)),
  };
}

/** The size that a run will work at: the longest side cut to `longest`, never enlarged. */
export function workingSize(image: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  return {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
}
