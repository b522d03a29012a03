import * as vscode from 'vscode';
import { asPasticheError } from '../shared/errors';
import type { ImageRef, StudioCommand, StudioIntent } from '../shared/messages/protocol';
import { nameOfKept, parseIntent } from '../shared/messages/studioIntent';
import { RunStatusItem } from './runStatusItem';
import { showMessage } from './showMessage';
import { StrandedTabs } from './strandedTabs';
import { StudioPanel, type StudioOrigin, type StudioSurroundings } from './studioPanel';

/** Time, ms, after which work that nobody has written to belongs to no other window's studio any more. */
const orphanedMs = 10 * 60e3;

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
  /** Names of studios whose tab was closed in this window. */
  private readonly closed = new Set<string>();
  private isEnding = false;
  private shownPhase: string | undefined;
  private readonly statusItem = new RunStatusItem();
  private readonly registration = vscode.window.registerWebviewPanelSerializer(viewType, this);
  private readonly stranded = new StrandedTabs(viewType, {
    panels: () => this.panels.map(({ panel }) => panel),
    take: tab => this.replace(tab),
    settled: tabs => this.offerRuns(tabs),
    failed: thrown => this.around.errors.note(asPasticheError(thrown)),
  });

  constructor(private readonly around: StudioSurroundings) {
    this.showState();
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
    const prepared = this.add(createPanel(true), { jobs: [], preset, recipe }, false, { expected: content });
    return new vscode.Disposable(() => {
      if (prepared.isEmpty) prepared.panel.dispose();
    });
  }

  /** Passes a command on to the studio; does nothing where none is open. */
  command(command: StudioCommand): void {
    this.current()?.command(command);
  }

  /** Shows the studio; where its tab was closed, opens it again, and what was interrupted goes on. */
  reveal(): void {
    const current = this.current();
    if (current) current.reveal();
    else if (!this.reopen()) {
      const stylize = vscode.l10n.t('Stylize…');
      void showMessage('info', vscode.l10n.t('No picture has been stylized here yet.'), stylize).then(
        answer => answer && vscode.commands.executeCommand('pastiche.stylize'),
      );
    }
  }

  private reopen(name = this.around.memory.names()[0]): boolean {
    const intent = name === undefined ? undefined : parseIntent(this.around.memory.recall(name));
    if (!intent) return false;
    this.add(createPanel(false), intent, false, { name: name!, resumes: true });
    return true;
  }

  /** Restores a panel after a reload, with what was chosen and nothing running. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    // VS Code in a browser writes a panel's state when it is idle, and a crash may come first: the host's memory has it.
    const open = new Set(this.panels.map(studio => studio.name));
    const name = nameOfKept(kept) ?? this.around.memory.names().find(known => !open.has(known));
    const later = name === undefined ? undefined : this.around.memory.recall(name);
    const intent = parseIntent(later) ?? parseIntent(kept);
    if (intent) {
      this.add(panel, intent, false, name === undefined ? {} : { name });
      return;
    }
    this.around.log.warn('A studio could not be restored: what it was about was not kept.');
    panel.dispose();
  }

  /** Puts a studio in the place of a tab whose extension host has died: its page gets no answer any more. */
  private async replace(tab: vscode.Tab): Promise<void> {
    const [name] = this.unopened();
    const intent = name === undefined ? undefined : parseIntent(this.around.memory.recall(name));
    if (!intent) {
      this.around.log.warn('A studio whose extension host died could not be brought back: it was not kept.');
      return;
    }
    this.around.log.info('A studio is brought back whose extension host died.');
    const panel = createPanel(true, tab.group.viewColumn);
    this.add(panel, intent, false, { name: name! });
    await vscode.window.tabGroups.close(tab, true);
  }

  /** Offers the runs of a window that died without keeping its tabs. */
  private async offerRuns(tabs: number): Promise<void> {
    if (tabs > 0 || this.panels.length > 0) return;
    for (const name of this.unopened()) {
      await this.offerRun(name);
      // It is offered once; after that it is shown with the next studio, like that of a closed tab.
      if (!this.isOpen(name)) await this.around.memory.close(name);
    }
  }

  /** Names of studios that nobody closed and that no panel of this window shows. */
  private unopened(): readonly string[] {
    const open = new Set(this.panels.map(studio => studio.name));
    return this.around.memory.unclosed().filter(name => !open.has(name));
  }

  dispose(): void {
    this.isEnding = true;
    this.registration.dispose();
    this.stranded.dispose();
    this.statusItem.dispose();
    for (const { panel } of [...this.panels]) panel.dispose();
  }

  private add(
    panel: vscode.WebviewPanel,
    intent: StudioIntent,
    autoStart: boolean,
    origin: StudioOrigin = {},
  ): StudioPanel {
    const studio = new StudioPanel(panel, intent, autoStart, this.around, {
      ...origin,
      orphans: () => this.orphans(),
    });
    this.closed.delete(studio.name);
    this.panels.push(studio);
    studio.onDidChangeState(() => this.showState());
    studio.onDidEnd(() => {
      this.panels.splice(this.panels.indexOf(studio), 1);
      this.showState();
      if (!this.isEnding)
        void this.afterClosing(studio).catch((thrown: unknown) => this.around.errors.show(thrown));
    });
    panel.onDidChangeViewState(() => {
      if (!panel.active) return;
      this.panels.push(...this.panels.splice(this.panels.indexOf(studio), 1));
      this.showState();
    });
    this.showState();
    return studio;
  }

  private async afterClosing({ name }: StudioPanel): Promise<void> {
    if (this.isOpen(name)) return;
    this.closed.add(name);
    await this.around.memory.close(name);
    await this.offerRun(name);
  }

  private isOpen(name: string): boolean {
    return this.panels.some(studio => studio.name === name);
  }

  /** Says what becomes of a run whose tab is no more. */
  private async offerRun(name: string): Promise<void> {
    const { kept, saver } = this.around;
    const runs = (await kept.list(name)).filter(({ resumable }) => resumable);
    if (runs.length === 0) return;
    const show = vscode.l10n.t('Show Studio');
    const save = vscode.l10n.t('Save');
    const text = vscode.l10n.t('The run continues when you open it again.');
    const answer = await showMessage('info', text, show, save);
    if (answer === show && !this.isOpen(name)) this.reopen(name);
    if (answer !== save) return;
    for (const { job, bytes, format, model } of runs) {
      const { saved } = await saver.save({ job, bytes, format, model });
      void showMessage('info', vscode.l10n.t('Saved {0}.', saved.label));
    }
  }

  /** Studios of this workspace that are open nowhere: those closed here, and those that nobody has written to for a while. */
  private async orphans(): Promise<readonly string[]> {
    const open = new Set(this.panels.map(({ name }) => name));
    const orphans: string[] = [];
    for (const name of this.around.memory.names()) {
      if (open.has(name)) continue;
      const idleMs = Date.now() - (await this.around.kept.lastWritten(name));
      if (this.closed.has(name) || idleMs > orphanedMs) orphans.push(name);
    }
    return orphans;
  }

  private current(): StudioPanel | undefined {
    return this.panels.at(-1);
  }

  private showState(): void {
    if (this.isEnding) return;
    this.statusItem.show(this.panels.map(({ state }) => state));
    const phase = this.current()?.state.phase ?? 'closed';
    if (phase === this.shownPhase) return;
    this.shownPhase = phase;
    void vscode.commands.executeCommand('setContext', phaseKey, phase);
  }
}

function createPanel(
  preserveFocus: boolean,
  viewColumn: vscode.ViewColumn = vscode.ViewColumn.Active,
): vscode.WebviewPanel {
  const place = { viewColumn, preserveFocus };
  const options = { enableScripts: true, retainContextWhenHidden: true };
  return vscode.window.createWebviewPanel(viewType, 'Pastiche', place, options);
}
