// Draws the extension's icon and the walkthrough's picture of the built-in styles from media/styles, which draw-styles.ts
// drew:
//   node --import tsx scripts/make/draw-media.ts
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { repoRoot as root } from '../lib/process/paths';

const styles = join(root, 'media', 'styles');

/** Draws the icon: hills under a sun, flat as a photograph on the left and in brush strokes on the right. */
async function drawIcon(): Promise<void> {
  const size = 256;
  const strokes = await sharp(join(styles, 'flow-strokes.jpg'))
    .resize(size, size, { fit: 'cover' })
    .png()
    .toBuffer();
  const hills = 'M0 182 Q 60 120 118 168 T 256 140 V256 H0 Z';
  const front = 'M0 222 Q 80 170 150 214 T 256 196 V256 H0 Z';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 256 256">
    <defs>
      <clipPath id="frame"><rect x="8" y="8" width="240" height="240" rx="48"/></clipPath>
      <clipPath id="painted"><path d="M150 0 C 176 62 92 116 128 172 S 118 230 132 256 H256 V0 Z"/></clipPath>
      <linearGradient id="sky" x2="0" y2="1"><stop stop-color="#8fc7f2"/><stop offset="1" stop-color="#e8f3fb"/></linearGradient>
    </defs>
    <g clip-path="url(#frame)">
      <rect width="256" height="256" fill="url(#sky)"/>
      <circle cx="72" cy="84" r="30" fill="#fff3c4"/>
      <path d="${hills}" fill="#5f8f74"/>
      <path d="${front}" fill="#2f5d50"/>
      <g clip-path="url(#painted)">
        <image href="data:image/png;base64,${strokes.toString('base64')}" width="256" height="256"/>
        <path d="${hills}" fill="#123a63" opacity="0.45"/>
        <path d="${front}" fill="#0a1c33" opacity="0.55"/>
      </g>
      <path d="M150 0 C 176 62 92 116 128 172 S 118 230 132 256" fill="none" stroke="#fff" stroke-width="9"/>
    </g>
  </svg>`;
  await sharp(Buffer.from(svg))
    .png({ compressionLevel: 9, palette: true, quality: 95 })
    .toFile(join(root, 'media', 'icon.png'));
}

/** Draws the picture of all built-in styles, as tiles. */
async function drawStyleTiles(): Promise<void> {
  const columns = 4;
  const [tile, gap] = [180, 8];
  const listed = JSON.parse(await readFile(join(styles, 'styles.json'), 'utf8')) as readonly {
    file: string;
  }[];
  const rows = Math.ceil(listed.length / columns);
  const step = tile + gap;
  // An incomplete last row is centred.
  const indent = ((rows * columns - listed.length) * step) / 2;
  const tiles = await Promise.all(
    listed.map(async ({ file }, index) => ({
      input: await sharp(join(styles, file)).resize(tile, tile, { fit: 'cover' }).toBuffer(),
      left: gap + (index % columns) * step + (index >= (rows - 1) * columns ? indent : 0),
      top: gap + Math.floor(index / columns) * step,
    })),
  );
  const width = gap + columns * step;
  const height = gap + rows * step;
  await sharp({ create: { width, height, channels: 3, background: '#1d2440' } })
    .composite(tiles)
    .jpeg({ quality: 85, mozjpeg: true })
    .toFile(join(root, 'media', 'walkthrough', 'styles.jpg'));
}

await drawIcon();
await drawStyleTiles();
