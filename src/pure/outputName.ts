import { fileExtension, type OutputType } from '../shared/messages/output';

/** The parts of a picture's file name. */
export interface NameParts {
  /** File name of the content image. */
  readonly content: string;
  /** File names of the style images. */
  readonly styles: readonly string[];
  readonly type: OutputType;
  /** Epoch at which an intermediate was taken; absent for a finished picture. */
  readonly epoch?: number | undefined;
}

/**
 * Most UTF-8 bytes kept of each of the two names: both, an epoch and a counter stay below the 255 of common file systems.
 */
const maxStemBytes = 100;

/** The name of a picture, such as `photo--starry_night.png`, `photo--woodcut+mosaic.png` or `photo--mosaic-e0050.png`. */
export function outputName({ content, styles, type, epoch }: NameParts): string {
  const painted = trimmed(styles.map(cleanStem).join('+'));
  return `${cleanStem(content)}--${painted}${epochSuffix(epoch)}.${fileExtension[type]}`;
}

/** What an intermediate's name has before its extension; nothing for a finished picture. */
export function epochSuffix(epoch: number | undefined): string {
  return epoch === undefined ? '' : `-e${String(epoch).padStart(4, '0')}`;
}

/**
 * The first of `photo.png`, `photo-2.png`, `photo-3.png`… that is not taken; case makes no difference on many file systems.
 */
export function freeName(name: string, taken: Iterable<string>): string {
  const known = new Set(Array.from(taken, other => other.toLowerCase()));
  let candidate = name;
  for (let n = 2; known.has(candidate.toLowerCase()); n++) candidate = numbered(name, n);
  return candidate;
}

function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.');
  return `${name.slice(0, dot)}-${n}${name.slice(dot)}`;
}

/** A file's name without its extension. */
export function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** A name's stem without characters that Windows forbids: the picture may be written on another system than its images. */
function cleanStem(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must go
  const plain = stemOf(name).replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_');
  return trimmed(plain) || 'image';
}

/** A part of a name, short enough, and without an end that Windows would drop. */
function trimmed(text: string): string {
  return shorten(text).replace(/[. ]+$/, '');
}

function shorten(text: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(text).length <= maxStemBytes) return text;
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > maxStemBytes) break;
    kept += character;
  }
  return kept;
}
