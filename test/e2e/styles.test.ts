import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Workbench } from '../../scripts/lib/vscode/workbench';
import { bodyClasses, readPicture, stylize, useVsCode } from './support';

const vscode = useVsCode();

/** Makes a first picture, from which the tests go on. */
async function finished(workbench: Workbench): Promise<void> {
  await stylize(workbench, 'boats.jpg', 'Woodcut');
  await workbench.studio.waitForPhase('finished');
  await workbench.notifications.waitFor('boats--woodcut.png');
  await workbench.clearNotifications();
}

async function addStyle({ studio, quickInput }: Workbench, label: string): Promise<void> {
  await studio.app.locator('#add-style').click();
  await quickInput.waitForTitle('Stylize boats.jpg with…');
  await quickInput.pick(label);
  await studio.app.locator('pastiche-sources').getByText(label).waitFor();
}

/** Draws with the mouse over an element, from one place to another, in parts of its size. */
async function draw(
  { page }: Workbench,
  on: Locator,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const box = (await on.boundingBox())!;
  const place = ([x, y]: readonly [number, number]): [number, number] => [
    box.x + x * box.width,
    box.y + y * box.height,
  ];
  await page.mouse.move(...place(from));
  await page.mouse.down();
  await page.mouse.move(...place(to), { steps: 8 });
  await page.mouse.up();
}

describe('several styles', () => {
  it('are blended in one picture, with shares that survive a reload', async () => {
    const { workbench, folder } = await vscode.open();
    const { studio } = workbench;
    await finished(workbench);
    await addStyle(workbench, 'Mosaic');
    const shares = studio.app.locator('.share input');
    expect(await shares.count()).toBe(2);
    await shares.first().fill('80');
    await studio.app.getByText('20 %').waitFor();

    await studio.press('again');
    await workbench.notifications.waitFor('boats--woodcut+mosaic.png');
    const [alone, blended] = await Promise.all(
      ['boats--woodcut.png', 'boats--woodcut+mosaic.png'].map(name => pixels(join(folder, 'stylized', name))),
    );
    expect(blended).not.toEqual(alone);

    await workbench.reload();
    await studio.waitUntilReady();
    await studio.app.getByText('80 %').waitFor();
    await studio.app.locator('#style-1 .removal').click();
    expect(await shares.count()).toBe(0);
  });
});

describe('the region of a style', () => {
  it('is painted by hand, and the rest of the photograph stays', async () => {
    const { workbench, folder } = await vscode.open({ settings: { 'pastiche.epochs': 30 } });
    const { studio } = workbench;
    await finished(workbench);
    await studio.app.locator('#region-0').click();
    const painter = studio.app.locator('pastiche-region-painter');
    const area = painter.locator('.frame');
    await painter.locator('#brush').fill('40');
    // This stroke covers the left half.
    await draw(workbench, area, [0.05, 0.05], [0.05, 0.95]);
    await draw(workbench, area, [0.25, 0.95], [0.25, 0.05]);
    await painter.locator('#region-done').click();
    await studio.app.getByText('Outside the regions the content image stays as it is.').waitFor();

    await studio.press('again');
    await workbench.notifications.waitFor('boats--woodcut-2.png');
    const [left, right] = await changes(
      join(folder, 'stylized/boats--woodcut-2.png'),
      join(folder, 'boats.jpg'),
    );
    expect(left).toBeGreaterThan(1.5 * right!);

    await workbench.reload();
    await studio.waitUntilReady();
    await studio.app.locator('#region-0').click();
    await painter.getByText(/^[45]\d % of the picture$/).waitFor();
  });

  it('is painted by keyboard too, and taken back', async () => {
    const { workbench } = await vscode.open();
    const { studio, page } = workbench;
    await finished(workbench);
    await studio.app.locator('#region-0').focus();
    await page.keyboard.press('Enter');
    const painter = studio.app.locator('pastiche-region-painter');
    const status = painter.locator('[role=status]');
    await painter.locator('.frame:focus').waitFor();
    for (const key of ['Space', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown']) {
      await page.keyboard.press(key);
    }
    const painted = await status.innerText();
    expect(painted).not.toMatch(/^0 %/);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('e');
    await painter.locator('#erase[aria-pressed=true]').waitFor();
    await painter.locator('#clear').click();
    await painter.getByText('0 % of the picture').waitFor();
    await painter.locator('#region-done').click();
    // The focus is back where painting began, and painting nothing has made no region.
    await studio.app.locator('#region-0:focus', { hasText: 'Paint region…' }).waitFor();
  });

  it('comes from a mask image', async () => {
    const { workbench, folder } = await vscode.open({ files: { 'left half.png': await leftHalf() } });
    const { studio, quickInput } = workbench;
    await finished(workbench);
    await addStyle(workbench, 'Mosaic');
    await studio.app.locator('#region-1').click();
    await studio.app.locator('#mask-image').click();
    await quickInput.waitForTitle('Where in boats.jpg the style is painted');
    await quickInput.pick('left half.png');
    await studio.app.locator('#region-1', { hasText: 'Edit region…' }).waitFor();
    await studio.press('again');
    await workbench.notifications.waitFor('boats--woodcut+mosaic.png');
    const picture = await readPicture(
      join(folder, 'stylized/boats--woodcut+mosaic.png'),
      join(folder, 'boats.jpg'),
    );
    expect(picture.difference).toBeGreaterThan(2);
  });

  /** Takes the README's screenshot on the way: a sky in flow strokes over a woodcut. */
  it('is readable in every theme, and takes the recipe as it is edited', async () => {
    const { workbench, folder } = await vscode.open();
    const { studio } = workbench;
    await finished(workbench);
    await addStyle(workbench, 'Flow strokes');
    await studio.app.locator('#region-1').click();
    const painter = studio.app.locator('pastiche-region-painter');
    const area = painter.locator('.frame');
    await painter.locator('#brush').fill('24');
    for (const [from, to] of [
      [
        [0.02, 0.08],
        [0.98, 0.08],
      ],
      [
        [0.98, 0.26],
        [0.02, 0.2],
      ],
    ] as const) {
      await draw(workbench, area, from, to);
    }
    for (const theme of ['light', 'high-contrast', 'dark'] as const) {
      await workbench.setTheme(theme);
      await studio.frame.locator(`body.${bodyClasses[theme]}`).waitFor({ state: 'attached' });
      await workbench.screenshot(`region-${theme}`);
    }
    await painter.locator('#region-done').click();
    await studio.app.locator('#styleStrength vscode-textfield input').fill('0.9');
    await studio.app.locator('#epochs input').fill('20');
    await studio.app.locator('#epochs input').press('Tab');
    await studio.press('again');
    await workbench.notifications.waitFor('boats--woodcut+flow-strokes.png');
    await workbench.clearNotifications();
    await workbench.screenshot('blend');
    const { record } = await readPicture(
      join(folder, 'stylized/boats--woodcut+flow-strokes.png'),
      join(folder, 'boats.jpg'),
    );
    expect(record.recipe).toMatchObject({ styleStrength: 0.9, epochs: 20 });
  });
});

describe('colours', () => {
  it('are chosen by picture, with the keyboard', async () => {
    const { workbench, folder } = await vscode.open();
    const { studio, page } = workbench;
    await finished(workbench);
    const choice = studio.app.locator('pastiche-color-choice');
    await choice.locator('#style').focus();
    await page.keyboard.press('ArrowRight');
    await choice.locator('#content[aria-checked=true]:focus').waitFor();
    const previews = await choice
      .locator('canvas')
      .evaluateAll(all => all.map(canvas => (canvas as HTMLCanvasElement).toDataURL()));
    expect(new Set(previews).size).toBe(3);
    await studio.press('again');
    await workbench.notifications.waitFor('boats--woodcut-2.png');
    const { record } = await readPicture(
      join(folder, 'stylized/boats--woodcut-2.png'),
      join(folder, 'boats.jpg'),
    );
    expect(record.recipe.colors).toBe('content');
  });
});

/** A mask file whose left half is white. */
async function leftHalf(): Promise<Buffer> {
  const white = { create: { width: 32, height: 48, channels: 3, background: 'white' } } as const;
  return await sharp({ create: { width: 64, height: 48, channels: 3, background: 'black' } })
    .composite([{ input: white, left: 0, top: 0 }])
    .png()
    .toBuffer();
}

async function pixels(path: string): Promise<Buffer> {
  return await sharp(path).removeAlpha().raw().toBuffer();
}

/** Mean absolute differences of the left and the right third to the photograph's, in levels of 0 to 255. */
async function changes(picture: string, photograph: string): Promise<readonly [number, number]> {
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const original = await sharp(photograph)
    .resize(width, height, { fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  const third = Math.floor(width / 3);
  const mean = (from: number): number => {
    let sum = 0;
    for (let y = 0; y < height; y++) {
      for (let at = 3 * (y * width + from); at < 3 * (y * width + from + third); at++) {
        sum += Math.abs(data[at]! - original[at]!);
      }
    }
    return sum / (3 * third * height);
  };
  return [mean(0), mean(width - third)];
}
