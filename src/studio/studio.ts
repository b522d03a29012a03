import * as vscode from 'vscode';
import type { ImageRef, StudioCommand, StudioIntent } from '../shared/messages/protocol';
import { nameOfKept, parseIntent } from '../shared/messages/studioIntent';
import { StudioPanel, type StudioSurroundings } from './studioPanel';

/** Type of the panel, as VS Code keeps it over a reload. */
const viewType = 'pastiche.studio';

/** Context key that `when` clauses of commands and menus test: a run's phase, or `closed` without a studio. */
const phaseKey = 'pastiche.phase';

/** What a run will be about whose style is still being picked. */
export interface ExpectedRun extends Pick<StudioIntent, 'preset' | 'recipe'> {
  readonly content: ImageRef;
}

/**
 * The window's studio: the first request opens it, later ones join. A second panel exists only where a reload brought one
 * back after a new one had been opened; requests then go to the panel that was active last.
 */
export class Studio implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private readonly panels: StudioPanel[] = [];
  private readonly registration = vscode.window.registerWebviewPanelSerializer(viewType, this);

  constructor(private readonly around: StudioSurroundings) {
    this.showPhase();
  }

  /** Queues these pictures behind those that already wait. */
  open(intent: StudioIntent): void {
    const current = this.current();
    if (current) {
      current.enqueue(intent);
      current.reveal();
      return;
    }
    this.add(createPanel(false), intent, true);
  }

  /**
   * Opens a studio behind the style picker where there is none, which then stands ready when the style is picked: VS Code takes
   * long to make a webview, and the engine to start.
   * @returns closes it where it was not given anything to do
   */
  prepare({ content, preset, recipe }: ExpectedRun): vscode.Disposable {
    if (this.current()) return new vscode.Disposable(() => undefined);
    const prepared = this.add(createPanel(true), { jobs: [], preset, recipe }, false, content);
    return new vscode.Disposable(() => {
      if (prepared.isEmpty) prepared.panel.dispose();
    });
  }

  /** Passes a command on to the studio; does nothing where none is open. */
  command(command: StudioCommand): void {
    this.current()?.command(command);
  }

  reveal(): void {
    this.current()?.reveal();
  }

  /** Restores a panel after a reload, with what was chosen and nothing running. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const name = nameOfKept(kept);
    const later = name === undefined ? undefined : this.around.memory.recall(name);
    const intent = parseIntent(later) ?? parseIntent(kept);
    if (intent) {
      this.add(panel, intent, false);
      return;
    }
    this.around.log.warn('A studio could not be restored: what it was about was not kept.');
    panel.dispose();
  }

  dispose(): void {
    this.registration.dispose();
    for (const { panel } of [...this.panels]) panel.dispose();
  }

  private add(
    panel: vscode.WebviewPanel,
    intent: StudioIntent,
    autoStart: boolean,
    expected?: ImageRef,
  ): StudioPanel {
    const studio = new StudioPanel(panel, intent, autoStart, this.around, expected);
    this.panels.push(studio);
    studio.onDidChangePhase(() => this.showPhase());
    studio.onDidEnd(() => {
      this.panels.splice(this.panels.indexOf(studio), 1);
      this.showPhase();
    });
    panel.onDidChangeViewState(() => {
      if (!panel.active) return;
      this.panels.push(...this.panels.splice(this.panels.indexOf(studio), 1));
      this.showPhase();
    });
    this.showPhase();
    return studio;
  }

  private current(): StudioPanel | undefined {
    return this.panels.at(-1);
  }

  private showPhase(): void {
    const phase = this.current()?.phase ?? 'closed';
    void vscode.commands.executeCommand('setContext', phaseKey, phase);
  }
}

function createPanel(preserveFocus: boolean): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus };
  const options = { enableScripts: true, retainContextWhenHidden: true };
  return vscode.window.createWebviewPanel(viewType, 'Pastiche', place, options);
}
