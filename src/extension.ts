import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { ErrorNotice } from './studio/errorNotice';
import { GpuCheck } from './studio/gpuCheck';
import { KeptWork } from './studio/keptWork';
import { asPasticheError } from './shared/errors';
import { ModelStore } from './model/modelStore';
import type { ClaimOnDisk } from './output/outputFiles';
import { sweepDownloads } from './model/sweepDownloads';
import { PictureSaver } from './output/pictureSaver';
import { RecentStyles } from './images/recentStyles';
import { Studio } from './studio/studio';
import { StudioMemory } from './studio/studioMemory';
import { StylizeRequests } from './studio/stylizeRequests';

/**
 * Makes the extension's parts and connects them; each disposes of what it made. VS Code calls it in a browser, and in Node
 * nodeExtension.ts does, with what a disk can do beyond VS Code's API.
 */
export function activate(context: vscode.ExtensionContext, claimOnDisk?: ClaimOnDisk): void {
  const { extensionUri, extension } = context;
  const log = vscode.window.createOutputChannel('Pastiche', { log: true });
  const errors = new ErrorNotice(log);
  const recent = new RecentStyles(context.globalState, extensionUri);
  const requests = new StylizeRequests(extensionUri, recent, errors);
  const version = String((extension.packageJSON as { version: unknown }).version);
  const model = new ModelStore(context, log, errors);
  // A workspace's own storage is another folder as long as the extension host of a crashed window holds the first one's lock.
  const storage = vscode.Uri.joinPath(context.globalStorageUri, 'studios');
  const kept = new KeptWork(storage, log);
  void kept.sweep().catch((thrown: unknown) => errors.note(asPasticheError(thrown)));
  const studio = new Studio({
    extensionUri,
    version,
    errors,
    log,
    model,
    saver: new PictureSaver(log, claimOnDisk),
    memory: new StudioMemory(context.workspaceState),
    kept,
    pickStyle: content => requests.pickStyle(content),
    pickMask: content => requests.pickMask(content),
  });
  const gpuCheck = new GpuCheck({ extensionUri, version, errors, log });
  const commands = registerCommands({ requests, studio, gpuCheck, errors, log, extensionId: extension.id });
  void sweepDownloads(context.globalStorageUri, text => log.warn(text));
  context.subscriptions.push(log, model, studio, gpuCheck, commands);
}
