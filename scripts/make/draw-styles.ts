// Draws the built-in style images into media/styles, with the list the extension reads. Takes about a minute and a
// half. Usage: npm run styles [-- NAME …], where names limit what is drawn, not what is listed.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { PasticheError } from '../../src/shared/errors';
import { runMain } from '../lib/process/runMain';
import { STYLES } from '../styles/catalog';
import { toBytes } from '../styles/raster';
import { drawStyle, type Style } from '../styles/style';

const FOLDER = join(import.meta.dirname, '../../media/styles');
/** Side of the shipped pictures, px. */
const SIZE = 640;
/** JPEG quality of the shipped pictures, which together must stay below 1.5 MB, since they are part of the extension. */
const JPEG_QUALITY = 82;

const fileOf = (style: Style): string => `${style.name}.jpg`;

async function writePicture(style: Style): Promise<void> {
  const started = performance.now();
  const picture = drawStyle(style, SIZE);
  const raw = { width: picture.size, height: picture.size, channels: 3 } as const;
  const jpeg = await sharp(toBytes(picture), { raw })
    .jpeg({ quality: JPEG_QUALITY, mozjpeg: true })
    .toBuffer();
  await writeFile(join(FOLDER, fileOf(style)), jpeg);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${fileOf(style)}: ${Math.round(jpeg.length / 1024)} KB in ${seconds} s`);
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter(name => !STYLES.some(style => style.name === name));
  if (unknown.length > 0) {
    throw new PasticheError(
      'usage',
      `No such style: ${unknown.join(', ')}.`,
      `There are ${STYLES.map(({ name }) => name).join(', ')}.`,
    );
  }
  await mkdir(FOLDER, { recursive: true });
  for (const style of STYLES) {
    if (names.length === 0 || names.includes(style.name)) await writePicture(style);
  }
  const list = STYLES.map(style => ({
    file: fileOf(style),
    label: style.label,
    description: style.description,
  }));
  await writeFile(join(FOLDER, 'styles.json'), `${JSON.stringify(list, null, 2)}\n`);
}

const command = { usage: 'npm run styles [-- NAME …]', flags: {}, mostArguments: Infinity };

await runMain(command, ({ args }) => main(args));
