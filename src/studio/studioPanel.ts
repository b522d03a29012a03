import * as vscode from 'vscode';
import type { ErrorNotice } from './errorNotice';
import { settingsFor } from './settings';
import { asPasticheError, errorText, PasticheError } from '../shared/errors';
import type {
  HostApi,
  ImageRef,
  KeptPicture,
  RunState,
  SavingSettings,
  StudioApi,
  StudioCommand,
  StudioIntent,
  StudioSettings,
  StudioStart,
} from '../shared/messages/protocol';
import type { RpcPeer } from '../shared/messages/rpc';
import { savingSettings, usableStudioSettings } from '../pure/settingValues';
import { RunNotices } from '../output/runNotices';
import { tabTitle } from './runTexts';
import { StudioHost, type HostParts } from './studioHost';
import type { StudioMemory } from './studioMemory';
import { pageHtml, studioAssets, studioPage, studioRoot } from './studioHtml';

/** Parts of the extension that all studio panels share. */
export interface StudioSurroundings extends Pick<
  HostParts,
  'model' | 'saver' | 'log' | 'kept' | 'pickStyle' | 'pickMask'
> {
  readonly extensionUri: vscode.Uri;
  readonly version: string;
  readonly errors: ErrorNotice;
  readonly memory: StudioMemory;
}

/** How a studio comes about. */
export interface StudioOrigin {
  /** The name under which it was remembered; absent for a new one. */
  readonly name?: string;
  /** True where an interrupted run goes on by itself. */
  readonly resumes?: boolean;
  /** The content image of the job that is about to come, where there is none yet. */
  readonly expected?: ImageRef;
  /** Names of studios that are no more, whose unsaved work is shown here. */
  orphans?(): Promise<readonly string[]>;
}

/** Idle time, ms, after which the queue counts as done: a studio is idle for a moment between two jobs, too. */
const restMs = 1000;

/** One studio: its webview panel and the messages to and from it. */
export class StudioPanel {
  private readonly host: StudioHost;
  private readonly peer: RpcPeer<HostApi, StudioApi>;
  private readonly notices: RunNotices;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly ended = new vscode.EventEmitter<void>();
  private readonly stateChanged = new vscode.EventEmitter<void>();
  private rest: ReturnType<typeof setTimeout> | undefined;
  private isReady = false;
  private settingsProblem: string | undefined;
  private told: RunState = { phase: 'idle', title: '', content: '', percent: null, leftMs: null };
  private resumes: boolean;
  /** The name under which its work is kept, which no reload changes. */
  readonly name: string;

  readonly onDidEnd = this.ended.event;
  readonly onDidChangeState = this.stateChanged.event;

  /**
   * Fills a panel with the studio.
   * @param autoStart false for a panel that a reload brought back
   */
  constructor(
    readonly panel: vscode.WebviewPanel,
    private intent: StudioIntent,
    private autoStart: boolean,
    private readonly around: StudioSurroundings,
    private readonly origin: StudioOrigin = {},
  ) {
    const { webview } = panel;
    this.name = origin.name ?? crypto.randomUUID();
    this.resumes = origin.resumes ?? false;
    this.notices = new RunNotices(around.errors, {
      isVisible: () => panel.visible,
      reveal: () => panel.reveal(),
      saveUnsaved: () => this.command('saveUnsaved'),
    });
    this.host = new StudioHost({
      ...around,
      notices: this.notices,
      studio: this.name,
      start: () => this.start(),
      remember: (studio, chosen) => this.remember(studio, chosen),
      runChanged: state => this.take(state),
    });
    this.host.allow(intent);
    if (origin.expected) this.host.allowImage(origin.expected);
    this.peer = this.host.connect(
      message => void webview.postMessage(message).then(undefined, (thrown: unknown) => this.lost(thrown)),
      error => around.errors.note(error),
    );
    this.subscriptions.push(
      webview.onDidReceiveMessage(message => this.peer.receive(message)),
      panel.onDidDispose(() => this.end()),
      around.model.onDidChangeVgg19(state => {
        if (this.isReady) this.peer.notify('vgg19Changed', state);
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('pastiche') && this.isReady) this.sendSettings();
      }),
    );
    const icon = (theme: string): vscode.Uri =>
      vscode.Uri.joinPath(around.extensionUri, 'media', `studio-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    webview.options = { enableScripts: true, localResourceRoots: [studioRoot(around.extensionUri)] };
    webview.html = pageHtml(webview, around.extensionUri, studioPage);
  }

  get state(): RunState {
    return this.told;
  }

  /** True before the studio has been given anything to do. */
  get isEmpty(): boolean {
    return this.intent.jobs.length === 0;
  }

  /** Appends jobs to those that wait; jobs that come before the studio's `ready` become part of its start state. */
  enqueue(added: StudioIntent): void {
    const wasEmpty = this.isEmpty;
    this.host.allow(added);
    this.intent = { ...added, jobs: [...this.intent.jobs, ...added.jobs] };
    // Settings may depend on the folder of the first image.
    if (this.isReady && wasEmpty) this.sendSettings();
    if (this.isReady) this.peer.notify('enqueue', added);
    else this.autoStart = true;
  }

  command(command: StudioCommand): void {
    this.peer.notify('command', { command });
  }

  reveal(): void {
    this.panel.reveal(undefined, false);
  }

  private async start(): Promise<StudioStart> {
    const kept = await this.keptWork();
    this.host.allow({ jobs: kept.map(({ job }) => job) });
    const { autoStart, intent, resumes } = this;
    this.isReady = true;
    this.resumes = this.autoStart = false; // A page that loads a second time waits for the person.
    return {
      version: this.around.version,
      intent,
      settings: this.readSettings().settings,
      assets: studioAssets(this.panel.webview, this.around.extensionUri),
      autoStart,
      studio: this.name,
      kept,
      resumes,
      ...(this.origin.expected && { expected: this.origin.expected }),
    };
  }

  /** What is kept of this studio and of those that are no more. What cannot be read is told and costs nothing else. */
  private async keptWork(): Promise<readonly KeptPicture[]> {
    const { around, origin, name } = this;
    try {
      for (const orphan of (await origin.orphans?.()) ?? []) await around.kept.adopt(name, orphan);
      return await around.kept.list(name);
    } catch (thrown) {
      void around.errors.show(thrown);
      return [];
    }
  }

  /** Keeps what was chosen last, for a page that loads again by itself or with the window. */
  private async remember(studio: string, intent: StudioIntent): Promise<void> {
    this.intent = intent;
    await this.around.memory.keep(studio, intent);
  }

  private sendSettings(): void {
    const { settings, isWhole } = this.readSettings();
    // While one is wrong, all stay as they were last.
    if (isWhole) this.peer.notify('settingsChanged', { ...settings, jobs: this.readSavingOfJobs() });
  }

  /** How each job's pictures are to be saved; a job whose folder's settings are invalid goes on as before. */
  private readSavingOfJobs(): { id: string; saving: SavingSettings }[] {
    return this.intent.jobs.flatMap(({ id, content }) => {
      try {
        return [{ id, saving: savingSettings(settingsFor(vscode.Uri.parse(content.uri))) }];
      } catch (thrown) {
        this.around.errors.note(asPasticheError(thrown));
        return [];
      }
    });
  }

  /** The studio's settings; `isWhole` where none is invalid. The first that is one is shown once until it changes. */
  private readSettings(): { readonly settings: StudioSettings; readonly isWhole: boolean } {
    const content = this.intent.jobs[0]?.content ?? this.origin.expected;
    const scope = content && vscode.Uri.parse(content.uri);
    const { settings, errors } = usableStudioSettings(settingsFor(scope));
    const problem = errors[0] && errorText(errors[0]);
    if (problem !== undefined && problem !== this.settingsProblem) void this.around.errors.show(errors[0]);
    this.settingsProblem = problem;
    return { settings, isWhole: problem === undefined };
  }

  private take(state: RunState): void {
    this.told = state;
    const title = tabTitle(state);
    if (this.panel.title !== title) this.panel.title = title;
    this.stateChanged.fire();
    clearTimeout(this.rest);
    if (state.phase === 'idle') this.rest = setTimeout(() => this.notices.flush(), restMs);
  }

  private lost(thrown: unknown): void {
    this.around.errors.note(
      new PasticheError('internal', 'A message to the studio was lost.', undefined, { cause: thrown }),
    );
  }

  private end(): void {
    clearTimeout(this.rest);
    this.peer.close(new PasticheError('cancelled', 'The studio was closed.'));
    this.notices.flush();
    this.ended.fire();
    for (const subscription of [...this.subscriptions, this.ended, this.stateChanged]) subscription.dispose();
  }
}
