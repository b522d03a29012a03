import * as vscode from 'vscode';
import type { StudioAssets } from '../shared/messages/protocol';

/** The only folder that pages may load files from: the one with the bundled pages. */
export function studioRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

export function studioAssets(webview: vscode.Webview, extensionUri: vscode.Uri): StudioAssets {
  const root = webview.asWebviewUri(studioRoot(extensionUri)).toString();
  return { worker: `${root}/worker.js`, wasm: `${root}/wasm/` };
}

/** The script of the worker that checks the GPU. */
export function checkWorker(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  return webview.asWebviewUri(vscode.Uri.joinPath(studioRoot(extensionUri), 'checkWorker.js')).toString();
}

/** A webview page of the extension: a custom element and the script that defines it. */
export interface Page {
  readonly element: string;
  /** File name in the folder that `studioRoot` names. */
  readonly script: string;
  readonly title: string;
  /** Files of the same folder that the script will fetch; the page loads them beside it. */
  readonly fetches?: readonly string[];
}

export const studioPage: Page = {
  element: 'pastiche-app',
  script: 'main.js',
  title: 'Pastiche',
  fetches: ['worker.js', 'wasm/tfjs-backend-wasm-simd.wasm'],
};

/** A page's HTML, with a content security policy that loads nothing from outside the extension. */
export function pageHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { element, script, title, fetches = [] }: Page,
): string {
  const root = webview.asWebviewUri(studioRoot(extensionUri)).toString();
  const nonce = crypto.randomUUID();
  const policy = [
    "default-src 'none'",
    // Neither is covered by default-src: no element may redirect relative addresses, nor any form post what is on the page.
    "base-uri 'none'",
    "form-action 'none'",
    // WebAssembly needs 'wasm-unsafe-eval', since the wasm device compiles its kernels.
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    // Workers need `blob:`, since a webview can start one only from a blob.
    'worker-src blob:',
    `connect-src ${webview.cspSource} blob:`,
    `img-src ${webview.cspSource} blob: data:`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  const preloads = fetches.map(file => `<link rel="preload" as="fetch" crossorigin href="${root}/${file}">`);
  return `<!doctype html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  ${preloads.join('\n  ')}
  <link id="vscode-codicon-stylesheet" rel="stylesheet" href="${root}/codicons/codicon.css" nonce="${nonce}">
</head>
<body>
  <${element}></${element}>
  <script type="module" nonce="${nonce}" src="${root}/${script}"></script>
</body>
</html>`;
}
