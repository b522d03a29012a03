import * as vscode from 'vscode';
import { openSettings } from './openSettings';
import { showMessage } from './showMessage';
import { asPasticheError, errorText, type PasticheError } from '../shared/errors';
import { settingIn } from '../pure/settingValues';

/** A button of a notification. */
export interface NoticeAction {
  readonly label: string;
  run(): unknown;
}

/** Shows errors to the person, each with buttons that may help, and logs them. */
export class ErrorNotice {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Shows and logs an error, and resolves when its notification is answered or closed. `cancelled` is not shown. */
  async show(thrown: unknown, first: readonly NoticeAction[] = []): Promise<void> {
    const error = asPasticheError(thrown);
    if (error.code === 'cancelled') return;
    this.note(error);
    const actions = [...first, ...this.remedies(error)];
    const label = await showMessage('error', errorText(error), ...actions.map(action => action.label));
    await actions.find(action => action.label === label)?.run();
  }

  /** Logs an error without showing it. */
  note(error: PasticheError): void {
    const origin = error.cause instanceof Error ? error.cause : error;
    if (error.code === 'internal') this.log.error(origin.stack ?? errorText(error));
    else
      this.log.error(
        error.cause === undefined ? errorText(error) : `${errorText(error)} [${origin.message}]`,
      );
  }

  private remedies(error: PasticheError): readonly NoticeAction[] {
    const query = settingIn(errorText(error)) ?? settingsOf(error);
    if (query) return [{ label: vscode.l10n.t('Open Settings'), run: () => openSettings(query) }];
    if (error.code !== 'internal') return [];
    return [{ label: vscode.l10n.t('Show Log'), run: () => this.log.show() }];
  }
}

function settingsOf({ code }: PasticheError): string | undefined {
  if (code === 'device') return 'pastiche.device';
  if (code === 'memory') return 'pastiche.size';
  return code === 'model' || code === 'network' ? 'pastiche.model' : undefined;
}
