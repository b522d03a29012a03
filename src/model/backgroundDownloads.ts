import * as vscode from 'vscode';
import { asPasticheError, errorText } from '../shared/errors';
import type { Vgg19State } from '../shared/messages/protocol';

interface Running {
  /** Settles when the download has ended, however it did. */
  readonly ended: Promise<void>;
  /** Settles when no run waits for it any longer. */
  readonly patience: Promise<unknown>;
  state: Vgg19State;
}

/** The signal that stops a download, and the callback that hears of its progress. */
export interface DownloadWatch {
  readonly signal: AbortSignal;
  readonly onPercent: (percent: number) => void;
}

/**
 * Downloads that a run begins and need not wait for. Only the next run tries a failed one again, so that a machine without
 * a network is not kept busy.
 */
export class BackgroundDownloads implements vscode.Disposable {
  private readonly running = new Map<string, Running>();
  private readonly disposed = new AbortController();
  private readonly changed = new vscode.EventEmitter<Vgg19State>();

  readonly onDidChange = this.changed.event;

  /** @param patience makes a promise that settles when a run has waited long enough; called once for each download */
  constructor(
    private readonly patience: () => Promise<unknown>,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Begins a download, or joins the one of this name, and waits until it ends or until the patience that was asked for when
   * it began runs out.
   * @param hurried settles when this run can wait no longer
   * @returns the download's state at that moment
   */
  async inTime(
    name: string,
    hurried: Promise<unknown>,
    download: (watch: DownloadWatch) => Promise<void>,
  ): Promise<Vgg19State> {
    const running = this.running.get(name) ?? this.begin(name, download);
    await Promise.race([running.ended, running.patience, hurried]);
    return running.state;
  }

  dispose(): void {
    this.disposed.abort();
    this.changed.dispose();
  }

  private begin(name: string, download: (watch: DownloadWatch) => Promise<void>): Running {
    const change = (state: Vgg19State): void => {
      running.state = state;
      this.changed.fire(state);
    };
    const follow = async (): Promise<void> => {
      try {
        await download({
          signal: this.disposed.signal,
          onPercent: percent => change({ kind: 'fetching', percent }),
        });
        change({ kind: 'ready' });
      } catch (thrown) {
        this.log.warn(errorText(thrown));
        change({ kind: 'failed', reason: asPasticheError(thrown).message });
      } finally {
        this.running.delete(name);
      }
    };
    const running: Running = {
      // `follow` changes `running`, so it starts in a later microtask, when `running` is initialised.
      ended: Promise.resolve().then(follow),
      patience: this.patience(),
      state: { kind: 'fetching', percent: 0 },
    };
    this.running.set(name, running);
    return running;
  }
}
