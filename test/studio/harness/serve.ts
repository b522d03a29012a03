import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { pocketFile } from '../../../src/shared/model/pocketLayout';

/** Serves the studio with a played host and worker: `npx tsx test/studio/harness/serve.ts [PORT]`. */

const root = join(import.meta.dirname, '../../..');
const nonce = 'harness';
const policy = [
  `default-src 'none'`,
  `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
  `style-src 'self'`,
  `font-src 'self'`,
  `img-src 'self' blob: data:`,
  `connect-src 'self' blob:`,
  `worker-src blob:`,
].join('; ');

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="/codicons/codicon.css">
<script type="module" nonce="${nonce}" src="/host.js"></script>
<script type="module" nonce="${nonce}" src="/main.js"></script></head><body></body></html>`;

async function bundle(entry: string, format: 'esm' | 'iife' = 'esm'): Promise<string> {
  const result = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    format,
    write: false,
    target: 'es2022',
    sourcemap: 'inline',
    loader: { '.css': 'text' },
    define: { PASTICHE_VERSION: '"0.1.0"' },
  });
  return result.outputFiles[0]!.text;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  ttf: 'font/ttf',
  wasm: 'application/wasm',
  jpg: 'image/jpeg',
};

async function answer(url: URL): Promise<{ body: string | Buffer; type: string }> {
  const { pathname } = url;
  const name = basename(pathname);
  const script = (body: string): { body: string; type: string } => ({ body, type: types['js']! });
  const file = async (...path: string[]): Promise<{ body: Buffer; type: string }> => ({
    body: await readFile(join(...path)),
    type: types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
  });
  if (pathname === '/') return { body: page, type: types['html']! };
  if (pathname === '/main.js') return script(await bundle('webview/main.ts'));
  if (pathname === '/host.js') return script(await bundle('test/studio/harness/host.ts'));
  if (pathname === '/engine.js') return script(await bundle('webview/engine/worker.ts', 'iife'));
  if (pathname === '/worker.js') {
    const played = await bundle('test/studio/harness/worker.ts', 'iife');
    return script(`self.SCENARIO = ${JSON.stringify(url.searchParams.get('scenario'))};\n${played}`);
  }
  if (pathname.startsWith('/codicons/')) return await file(root, 'node_modules/@vscode/codicons/dist', name);
  if (pathname.startsWith('/wasm/')) {
    return await file(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist', name);
  }
  if (pathname === `/${pocketFile}`) return await file(root, 'media/pocket', name);
  if (pathname.startsWith('/images/')) return await file(imageFile(name));
  throw new Error(`Nothing at ${pathname}`);
}

/** Path of the file that stands for an image: the sample cat for any content image, the sample flower for any style. */
function imageFile(name: string): string {
  const sample = (which: string, file: string): string =>
    join(root, 'node_modules/@stdlib', `datasets-img-${which}`, 'data', file);
  if (/tubingen|damaged/.test(name)) return sample('nagasaki-boats', 'image.jpg');
  if (/starry|shipwreck/.test(name)) return sample('acanthus-mollis', 'image.jpg');
  return sample('locomotion-house-cat', 'image.jpg');
}

/** Starts the server on the loopback interface; `port` 0 takes a free one. */
export async function serve(port = 0): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? '/', 'http://127.0.0.1')).then(
      ({ body, type }) => response.writeHead(200, { 'content-type': type }).end(body),
      (error: unknown) => response.writeHead(404).end(String(error)),
    );
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return { server, url: `http://127.0.0.1:${address.port}/` };
}

if (process.argv[1] === import.meta.filename) {
  const { url } = await serve(Number(process.argv[2] ?? 0));
  console.log(url);
}
