import sharp, { type OverlayOptions } from 'sharp';

export interface Tile {
  /** The picture as a PNG or JPEG file. */
  readonly picture: Uint8Array;
  readonly lines: readonly string[];
}

const tileWidth = 512;
const lineHeight = 26;
const gap = 12;

/** A PNG with pictures in rows, each with its caption below. */
export async function contactSheet(rows: readonly (readonly Tile[])[]): Promise<Uint8Array> {
  const columns = Math.max(...rows.map(row => row.length));
  const composed: OverlayOptions[] = [];
  let top = gap;
  for (const row of rows) {
    const pictures = await Promise.all(row.map(({ picture }) => fitted(picture)));
    const pictureHeight = Math.max(...pictures.map(({ height }) => height));
    const lines = Math.max(...row.map(tile => tile.lines.length));
    for (const [column, { bytes }] of pictures.entries()) {
      const left = gap + column * (tileWidth + gap);
      composed.push({ input: bytes, left, top });
      composed.push({ input: words(row[column]!.lines), left, top: top + pictureHeight });
    }
    top += pictureHeight + lines * lineHeight + 2 * gap;
  }
  const width = gap + columns * (tileWidth + gap);
  const sheet = sharp({ create: { width, height: top, channels: 3, background: '#ffffff' } });
  return new Uint8Array(await sheet.composite(composed).png({ compressionLevel: 9 }).toBuffer());
}

async function fitted(picture: Uint8Array): Promise<{ bytes: Buffer; height: number }> {
  const { data, info } = await sharp(picture)
    .resize({ width: tileWidth, kernel: 'lanczos3' })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, height: info.height };
}

function words(lines: readonly string[]): Buffer {
  const rows = lines.map(
    (line, i) =>
      `<text x="0" y="${(i + 0.8) * lineHeight}" font-family="sans-serif" font-size="19">${escaped(line)}</text>`,
  );
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${tileWidth}" height="${Math.max(1, lines.length) * lineHeight}">${rows.join('')}</svg>`,
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, character => `&#${character.charCodeAt(0)};`);
}
