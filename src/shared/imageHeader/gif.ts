import { hasText, StepLimit, type HeaderReader, type PixelSize } from './header';

const extension = 0x21;
const imageDescriptor = 0x2c;

/**
 * GIF: the logical screen, or the first frame where that is larger, since browsers then enlarge the screen to hold it.
 * https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
export const gifHeader: HeaderReader = {
  type: 'gif',
  matches: file => hasText(file, 0, 'GIF87a') || hasText(file, 0, 'GIF89a'),
  sizeOf(file) {
    const screen = sizeAt(file, 6);
    const offset = firstFrame(file);
    if (offset === undefined) return screen;
    const frame = sizeAt(file, offset + 5);
    return {
      width: Math.max(screen.width, file.getUint16(offset + 1, true) + frame.width),
      height: Math.max(screen.height, file.getUint16(offset + 3, true) + frame.height),
    };
  },
};

function sizeAt(file: DataView, offset: number): PixelSize {
  return { width: file.getUint16(offset, true), height: file.getUint16(offset + 2, true) };
}

/** Where the first image descriptor begins; undefined in a file without images. */
function firstFrame(file: DataView): number | undefined {
  const steps = new StepLimit();
  const flags = file.getUint8(10);
  let offset = 13 + (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (file.getUint8(offset) === extension) {
    offset += 2; // Beside the extension's own byte, its label.
    for (let length = 1; length > 0; offset += 1 + length, steps.step()) length = file.getUint8(offset);
  }
  return file.getUint8(offset) === imageDescriptor ? offset : undefined;
}
