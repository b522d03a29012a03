import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { themeNames } from '../../scripts/lib/vscode/workbench';
import { bodyClasses, stylize, useVsCode } from './support';

const vscode = useVsCode();

describe('the studio', () => {
  it('follows the theme, and is readable in each', async () => {
    const { workbench } = await vscode.open({
      photos: ['boats.jpg', 'cat.jpg', 'leaves.jpg'],
      settings: { 'pastiche.size': 96, 'pastiche.epochs': 20 },
    });
    const { studio } = workbench;
    await stylize(workbench, 'boats.jpg', 'Woodcut');
    await studio.waitForPhase('finished');
    await workbench.notifications.waitFor(/^Saved/);
    await workbench.clearNotifications();

    for (const theme of themeNames) {
      await workbench.setTheme(theme);
      await studio.frame.locator(`body.${bodyClasses[theme]}`).waitFor({ state: 'attached' });
      await workbench.screenshot(`studio-${theme}`);
      const headline = studio.app.locator('pastiche-status #phase');
      expect(await contrastOf(headline)).toBeGreaterThan(4.5);
    }
  });
});

/** WCAG's contrast ratio of an element's text against the page's background. */
async function contrastOf(element: Locator): Promise<number> {
  const [front, back] = await element.evaluate(node => [
    getComputedStyle(node).color,
    getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background'),
  ]);
  const brighter = Math.max(luminance(front), luminance(back));
  const darker = Math.min(luminance(front), luminance(back));
  return (brighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of a CSS colour as browsers serialise it: `#rrggbb` or `rgb(r, g, b)`. */
function luminance(color: string | undefined): number {
  const text = color?.trim() ?? '';
  const channels = text.startsWith('#')
    ? [1, 3, 5].map(at => parseInt(text.slice(at, at + 2), 16))
    : (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  if (channels.length < 3) throw new Error(`Not a color: "${text}".`);
  const [red, green, blue] = channels.map(value => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
