/** The API that VS Code gives a webview's script, once for each page. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  /** The state that was set last, which survives a reload. */
  getState(): unknown;
  setState(state: unknown): void;
}

/**
 * Calls back with each message of the extension host. VS Code posts them from the frame around the page, which has the page's own
 * origin; what any other window posts here is dropped.
 */
export function listenToHost(receive: (message: unknown) => void): void {
  window.addEventListener('message', ({ origin, data }: MessageEvent<unknown>) => {
    if (origin === window.origin) receive(data);
  });
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Gets VS Code's API. To be called once, since VS Code hands it out a single time. */
export const vsCodeApi = (): VsCodeApi => acquireVsCodeApi();
