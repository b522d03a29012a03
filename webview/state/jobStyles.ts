import type { ImageRef, Job, JobStyle, JobStyles, Region } from '../../src/shared/messages/protocol';
import { stem } from '../view/format';

/** Most styles of one job: each costs memory and, with a region of its own, time in every epoch. */
export const mostStyles = 5;

/** Least share of a style, in percent. */
const leastShare = 1;

/**
 * Each style's share, in percent, of what no region covers. Null for a style that shares with none: it has a region of its
 * own, or all others have.
 */
export function sharesOf(styles: readonly JobStyle[]): readonly (number | null)[] {
  const sharing = styles.filter(isSharing);
  const sum = sharing.reduce((total, { weight }) => total + weight, 0);
  return styles.map(style => (isSharing(style) && sharing.length > 1 ? (100 * style.weight) / sum : null));
}

/** Styles after one was given a share of `percent`; the others divide the rest in their old proportions. */
export function withShare(styles: JobStyles, index: number, percent: number): JobStyles {
  const shares = sharesOf(styles);
  const own = shares[index];
  if (own === null || own === undefined) return styles;
  const others = shares.filter(share => share !== null).length - 1;
  const wanted = Math.min(Math.max(percent, leastShare), 100 - leastShare * others);
  const scale = (100 - wanted) / (100 - own);
  return changed(styles, (style, i) => {
    const share = shares[i];
    if (share === null || share === undefined) return style;
    return { ...style, weight: i === index ? wanted : Math.max(share * scale, leastShare) };
  });
}

/** Styles with one more, whose weight is the others' average. */
export function withStyle(styles: JobStyles, image: ImageRef): JobStyles {
  const sharing = styles.filter(isSharing);
  const sum = sharing.reduce((total, { weight }) => total + weight, 0);
  return [...styles, { image, weight: sharing.length > 0 ? sum / sharing.length : 1 }];
}

/** Styles without one of them; the only style of a job is not removed. */
export function withoutStyle(styles: JobStyles, index: number): JobStyles {
  const [first, ...rest] = styles.filter((_, i) => i !== index);
  return first ? [first, ...rest] : styles;
}

/** Styles with the image of one replaced, which keeps its share and region. */
export function withImage(styles: JobStyles, index: number, image: ImageRef): JobStyles {
  return changed(styles, (style, i) => (i === index ? { ...style, image } : style));
}

export function withRegion(styles: JobStyles, index: number, region: Region | null): JobStyles {
  return changed(styles, (style, i) => {
    if (i !== index) return style;
    const { image, weight } = style;
    return region ? { image, weight, region } : { image, weight };
  });
}

/** Styles without the regions that were painted on their content image, for use on another one. */
export function withoutPaint(styles: JobStyles): JobStyles {
  return changed(styles, (style, i) =>
    style.region?.kind === 'painted' ? withRegion(styles, i, null)[i]! : style,
  );
}

export function sameStyles(a: JobStyles, b: JobStyles): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** All images of a job, masks included. */
export function imagesOf({ content, styles }: Job): readonly ImageRef[] {
  const masks = styles.flatMap(({ region }) => (region?.kind === 'image' ? [region.image] : []));
  return [content, ...styles.map(({ image }) => image), ...masks];
}

/** Name of a style for display: "Flow strokes" for one that is built in, else the file's name without its ending. */
export function styleName({ name, label }: ImageRef): string {
  return label ?? stem(name);
}

/** Names of a job's styles as one text: "Woodcut", "Woodcut + my_scan". */
export function styleNames({ styles }: Job): string {
  return styles.map(({ image }) => styleName(image)).join(' + ');
}

function isSharing({ region }: JobStyle): boolean {
  return region === undefined;
}

function changed(styles: JobStyles, change: (style: JobStyle, index: number) => JobStyle): JobStyles {
  const [first, ...rest] = styles;
  return [change(first, 0), ...rest.map((style, i) => change(style, i + 1))];
}
