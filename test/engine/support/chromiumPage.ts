import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from '../../../scripts/lib/vscode/chromium';

/**
 * A blank page of Chromium that runs a script of the tests, bundled like the studio's.
 * @param script its path below test/engine
 */
export function usePage(script: string): { readonly page: Page } {
  let page: Page | undefined;
  beforeAll(async () => {
    const bundle = await build({
      entryPoints: [`test/engine/${script}`],
      bundle: true,
      format: 'iife',
      write: false,
    });
    const browser = await launchChromium();
    page = await browser.newPage();
    await page.addScriptTag({ content: bundle.outputFiles[0]!.text });
  });
  afterAll(() => page?.context().browser()?.close());
  return {
    get page() {
      return page!;
    },
  };
}
