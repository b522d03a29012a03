import { hasText, StepLimit, type HeaderReader } from './header';

/** Markers of a frame header, SOF0 to SOF15, among which DHT, JPG and DAC are not. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Markers without a segment: TEM, RST0 to RST7, SOI. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/**
 * JPEG: segments up to the frame header. Fill bytes (0xff) before a marker are legal (ITU-T T.81, B.1.1.2); other bytes
 * between segments are skipped, as libjpeg does.
 */
export const jpegHeader: HeaderReader = {
  type: 'jpeg',
  matches: file => hasText(file, 0, '\xff\xd8\xff'),
  sizeOf(file) {
    const steps = new StepLimit();
    let offset = 2;
    for (;;) {
      for (; file.getUint8(offset) !== 0xff; offset++) steps.step();
      for (; file.getUint8(offset) === 0xff; offset++) steps.step();
      const marker = file.getUint8(offset++);
      // 0xff00 is a byte 0xff of data.
      if (marker === 0 || isAlone(marker)) continue;
      if (marker === 0xd9 || marker === 0xda) throw new Error('The image has no frame header.');
      if (isFrame(marker)) return { height: file.getUint16(offset + 3), width: file.getUint16(offset + 5) };
      const length = file.getUint16(offset);
      if (length < 2) throw new Error('A segment is shorter than its own length field.');
      offset += length;
    }
  },
};
