import * as vscode from 'vscode';
import type { ErrorNotice } from './errorNotice';
import { fromPlainError, PasticheError } from '../shared/errors';
import type { CheckHostApi, CheckPageApi } from '../shared/gpu/gpuCheckProtocol';
import { checkHostSchemas } from '../shared/gpu/gpuCheckSchemas';
import { reportMarkdown } from '../shared/gpu/gpuReportText';
import { RpcPeer } from '../shared/messages/rpc';
import { checkWorker, pageHtml, studioRoot } from './studioHtml';

interface CheckSurroundings {
  readonly extensionUri: vscode.Uri;
  readonly version: string;
  readonly errors: ErrorNotice;
  readonly log: vscode.LogOutputChannel;
}

interface OpenCheck {
  readonly panel: vscode.WebviewPanel;
  readonly page: RpcPeer<CheckHostApi, CheckPageApi>;
}

/**
 * The panel of **Check GPU**. VS Code offers the GPU to webviews alone, so the panel itself does the check and shows the
 * report. There is one panel; when it is asked for again, it checks again.
 */
export class GpuCheck implements vscode.Disposable {
  private open: OpenCheck | undefined;

  constructor(private readonly around: CheckSurroundings) {}

  show(): void {
    if (this.open) {
      this.open.panel.reveal();
      this.open.page.notify('checkAgain', null);
      return;
    }
    this.open = this.make();
  }

  dispose(): void {
    this.open?.panel.dispose();
  }

  private make(): OpenCheck {
    const { extensionUri, version, errors, log } = this.around;
    const panel = vscode.window.createWebviewPanel(
      'pastiche.gpuCheck',
      'Pastiche: GPU Check',
      vscode.ViewColumn.Active,
      { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [studioRoot(extensionUri)] },
    );
    const { webview } = panel;
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, 'media', `studio-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    const page = new RpcPeer<CheckHostApi, CheckPageApi>(
      message => void webview.postMessage(message),
      {
        ready: () => ({
          software: `Pastiche ${version}`,
          worker: checkWorker(webview, extensionUri),
        }),
        copy: async ({ text }) => await vscode.env.clipboard.writeText(text),
        reported: report => log.info(reportMarkdown(report)),
        failed: error => errors.note(fromPlainError(error)),
      },
      error => errors.note(error),
      checkHostSchemas,
    );
    const messages = webview.onDidReceiveMessage(message => page.receive(message));
    panel.onDidDispose(() => {
      messages.dispose();
      page.close(new PasticheError('cancelled', 'The check was closed.'));
      this.open = undefined;
    });
    webview.html = pageHtml(webview, extensionUri, {
      element: 'pastiche-gpu-check',
      script: 'check.js',
      title: 'GPU check',
    });
    return { panel, page };
  }
}
