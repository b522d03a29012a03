import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { emitIntent, type UserIntent } from '../actions/intents';
import { styleNames } from '../state/jobStyles';
import { emptyQueue, type JobEntry, type JobStatus, type Queue, unsavedOf } from '../state/queue';
import { sharedStyles } from './sharedStyles';

const statusWords: Readonly<Record<JobStatus, { icon: string; text: string }>> = {
  waiting: { icon: 'circle-outline', text: 'Waiting' },
  active: { icon: 'play-circle', text: 'Running' },
  interrupted: { icon: 'debug-disconnect', text: 'Interrupted' },
  done: { icon: 'pass-filled', text: 'Done' },
  failed: { icon: 'error', text: 'Failed' },
};

/** A row whose picture is made and could not be written, or is yet to be. */
const notSaved = { icon: 'warning', text: 'Not saved' };

/** All pictures of the studio, done and to come, with the actions on each. */
@customElement('pastiche-queue')
export class QueueList extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      ol {
        list-style: none;
      }

      li {
        align-items: center;
        border-radius: 4px;
        column-gap: 6px;
        display: grid;
        grid-template-columns: 16px minmax(0, 1fr) auto;
        min-height: 30px;
        padding: 3px 4px;
      }

      li[aria-current='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        color: var(--vscode-list-inactiveSelectionForeground, inherit);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }

      li > :first-child {
        display: flex;
      }

      .more {
        display: block;
        font-size: 0.92em;
        grid-column: 2 / -1;
        overflow-wrap: anywhere;
      }

      .done {
        color: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
      }

      .failed,
      .error {
        color: var(--vscode-errorForeground);
      }

      .actions {
        display: flex;
      }
    `,
  ];

  @property({ attribute: false }) queue: Queue = emptyQueue;
  @property({ type: Boolean }) saving = false;

  override render(): TemplateResult {
    return html`<ol>
      ${repeat(
        this.queue.entries,
        entry => entry.job.id,
        entry => this.row(entry),
      )}
    </ol>`;
  }

  private row(entry: JobEntry): TemplateResult {
    const { job, status, error, saved } = entry;
    const isUnsaved = status === 'done' && unsavedOf(entry).length > 0;
    const { icon, text } = isUnsaved ? notSaved : statusWords[status];
    return html`<li
      data-status=${status}
      ?data-unsaved=${isUnsaved}
      aria-current=${job.id === this.queue.currentId ? 'true' : 'false'}
    >
      <span class=${isUnsaved ? 'failed' : status} role="img" aria-label=${text} title=${text}>
        <vscode-icon name=${icon}></vscode-icon>
      </span>
      <span class="cut" title=${`${job.content.name} in the style of ${styleNames(job)}`}>
        ${job.content.name} <span class="muted">· ${styleNames(job)}</span>
      </span>
      <span class="actions">${this.actions(entry)}</span>
      ${
        saved
          ? html`<button
              class="more link cut"
              data-testid="open"
              title=${`Open ${saved.label}`}
              @click=${() => emitIntent(this, { kind: 'open', uri: saved.uri })}
            >
              ${saved.label}
            </button>`
          : nothing
      }
      ${error ? html`<span class="more error">${error.message}</span>` : nothing}
    </li>`;
  }

  private actions(entry: JobEntry): TemplateResult {
    const { job, status } = entry;
    const { id } = job;
    const ended = status !== 'active' && unsavedOf(entry).length > 0;
    return html`
      ${ended ? this.button('save', 'Save this picture', { kind: 'saveResult', id }) : nothing}
      ${status === 'failed' ? this.button('refresh', 'Retry', { kind: 'retry', id }) : nothing}
      ${
        status === 'active' || this.queue.entries.length < 2
          ? nothing
          : this.button('close', 'Remove from the list', { kind: 'remove', id })
      }
    `;
  }

  private button(icon: string, label: string, intent: UserIntent): TemplateResult {
    return html`<button
      class="icon-button"
      data-testid=${intent.kind}
      title=${label}
      aria-label=${label}
      ?disabled=${intent.kind === 'saveResult' && this.saving}
      @click=${() => emitIntent(this, intent)}
    >
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-queue': QueueList;
  }
}
