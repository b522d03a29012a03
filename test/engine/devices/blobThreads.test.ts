import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodePlatform } from '../../../scripts/lib/node/nodePlatform';
import { launchChromium } from '../../../scripts/lib/vscode/chromium';
import type { Answer, Question } from './blobThreadsWorker';

/** Headers of cross-origin isolation, which VS Code sends with its pages under `--enable-coi`. */
const isolating = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

let browser: Browser;
let server: Server;
let script: string;
let origin: string;

beforeAll(async () => {
  const bundle = await build({
    entryPoints: ['test/engine/devices/blobThreadsWorker.ts'],
    bundle: true,
    format: 'iife',
    write: false,
  });
  script = bundle.outputFiles[0]!.text;
  const simd = '/tfjs-backend-wasm-simd.wasm';
  const binary = await readFile(join(nodePlatform.wasm as string, simd));
  server = createServer(({ url }, response) => {
    response.setHeader('Content-Type', url === simd ? 'application/wasm' : 'text/html');
    response.writeHead(200, url === '/isolated' ? isolating : {}).end(url === simd ? binary : '');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
  server.close();
});

/** Puts a question to a worker that is started from a blob, as the studio's is. */
async function ask(path: string, threaded: boolean): Promise<Answer & { cores: number }> {
  const page = await browser.newPage();
  await page.goto(origin + path);
  const answer = await page.evaluate(
    ([code, question]) =>
      new Promise<Answer & { cores: number }>((resolve, reject) => {
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
        worker.onmessage = ({ data }: MessageEvent<Answer>) =>
          resolve({ ...data, cores: navigator.hardwareConcurrency });
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.postMessage(question);
      }),
    [script, { wasm: `${origin}/`, threaded } satisfies Question] as const,
  );
  await page.close();
  return answer;
}

describe('wasm in a worker of a page (Chromium)', () => {
  it('has one thread where the page is not isolated', async () => {
    expect((await ask('/', true)).label).toBe('Processor (WebAssembly), 1 thread');
  });

  it('has as many as there are cores where it is, and finds the same bits', async () => {
    const [alone, shared] = [await ask('/isolated', false), await ask('/isolated', true)];
    expect(alone.label).toBe('Processor (WebAssembly), 1 thread');
    expect(shared.label).toBe(
      shared.cores > 1
        ? `Processor (WebAssembly), ${Math.min(16, shared.cores)} threads`
        : 'Processor (WebAssembly), 1 thread',
    );
    expect(shared.digest).toBe(alone.digest);
  });
});
