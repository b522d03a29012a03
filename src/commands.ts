import * as vscode from 'vscode';
import type { ErrorNotice } from './studio/errorNotice';
import type { GpuCheck } from './studio/gpuCheck';
import { openSettings } from './studio/openSettings';
import { activeImage, selectedImages } from './images/selectedImages';
import type { StudioCommand } from './shared/messages/protocol';
import type { Studio } from './studio/studio';
import type { StylizeRequests } from './studio/stylizeRequests';

export interface CommandParts {
  readonly requests: StylizeRequests;
  readonly studio: Studio;
  readonly gpuCheck: GpuCheck;
  readonly errors: ErrorNotice;
  readonly log: vscode.LogOutputChannel;
  /** Identifier of the extension, for its page of settings. */
  readonly extensionId: string;
}

const studioCommands: readonly StudioCommand[] = ['start', 'pause', 'resume', 'stop', 'save'];

/** Registers every command of the extension. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { studio, gpuCheck, log, extensionId } = parts;
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    register('pastiche.stylizeWith', (clicked: unknown, selected: unknown) => {
      const given = selectedImages(clicked, selected);
      return stylize(parts, given.length > 0 ? given : activeImages(), 'ask');
    }),
    register('pastiche.stylize', () => stylize(parts, [], 'ask')),
    register('pastiche.stylizeWithDefaults', (clicked: unknown, selected: unknown) => {
      const given = selectedImages(clicked, selected);
      return stylize(parts, given.length > 0 ? given : activeImages(), 'default');
    }),
    ...studioCommands.map(command => register(`pastiche.${command}`, () => studio.command(command))),
    register('pastiche.showStudio', () => studio.reveal()),
    register('pastiche.checkGpu', () => gpuCheck.show()),
    register('pastiche.openSettings', () => openSettings(`@ext:${extensionId}`)),
    register('pastiche.showLog', () => log.show()),
  );
}

/** Runs a command. An error ends in a notification and does not reject: VS Code would show a rejection a second time. */
async function stylize(
  { requests, studio, errors }: CommandParts,
  contents: readonly vscode.Uri[],
  style: 'ask' | 'default',
): Promise<void> {
  try {
    const intent = await requests.make(contents, style, expected => studio.prepare(expected));
    if (intent) studio.open(intent);
  } catch (thrown) {
    void errors.show(thrown);
  }
}

function activeImages(): readonly vscode.Uri[] {
  const active = activeImage();
  return active ? [active] : [];
}
