/** What VS Code gives a webview's script, once a page. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  /** What was set last, over reloads too. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Call once: VS Code hands its api out a single time. */
export const vsCodeApi = (): VsCodeApi => acquireVsCodeApi();
