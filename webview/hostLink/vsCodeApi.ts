/** The API that VS Code gives a webview's script, once for each page. */
export interface VsCodeApi {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  /** The state that was set last, which survives a reload. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Gets VS Code's API. To be called once, since VS Code hands it out a single time. */
export const vsCodeApi = (): VsCodeApi => acquireVsCodeApi();
