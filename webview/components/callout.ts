import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { emitIntent, type UserIntent } from '../actions/intents';
import type { Remedy } from '../view/remedies';
import { sharedStyles } from './sharedStyles';

/**
 * A message to the person, with buttons for what may help.
 * @fires pastiche-close when it is closed and has no `closeIntent`
 */
@customElement('pastiche-callout')
export class Callout extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .box {
        --tone: var(--vscode-editorInfo-foreground, var(--vscode-charts-blue));
        align-items: start;
        background: color-mix(in srgb, var(--tone) 8%, var(--vscode-editor-background));
        border: 1px solid color-mix(in srgb, var(--tone) 45%, transparent);
        border-radius: 6px;
        column-gap: 10px;
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        padding: 8px 8px 10px 12px;
      }

      .warning {
        --tone: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
      }

      .error {
        --tone: var(--vscode-editorError-foreground, var(--vscode-charts-red));
      }

      .tone {
        color: var(--tone);
        line-height: 1;
        padding-top: 4px;
      }

      h2 {
        font-size: inherit;
        font-weight: 600;
        padding-top: 2px;
      }

      p {
        overflow-wrap: anywhere;
        user-select: text;
      }

      .remedies {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        padding-top: 8px;
      }
    `,
  ];

  @property() severity: 'info' | 'warning' | 'error' = 'info';
  @property() heading = '';
  @property() text = '';
  @property({ attribute: false }) remedies: readonly Remedy[] = [];
  @property({ type: Boolean }) closable = false;
  @property({ attribute: false }) closeIntent: UserIntent | null = null;

  override render(): TemplateResult {
    return html`<section class="box ${this.severity}" role=${this.severity === 'error' ? 'alert' : 'note'}>
      <span class="tone"><vscode-icon name=${this.severity}></vscode-icon></span>
      <div>
        <h2>${this.heading}</h2>
        <p>${this.text}</p>
        ${
          this.remedies.length > 0
            ? html`<div class="remedies">
                ${this.remedies.map((remedy, i) => this.button(remedy, i > 0))}
              </div>`
            : nothing
        }
      </div>
      ${
        this.closable
          ? html`<button class="icon-button" title="Close" aria-label="Close" @click=${this.close}>
              <vscode-icon name="close"></vscode-icon>
            </button>`
          : nothing
      }
    </section>`;
  }

  private button({ label, icon, intent }: Remedy, secondary: boolean): TemplateResult {
    return html`<vscode-button
      icon=${icon}
      data-testid=${intent.kind}
      ?secondary=${secondary}
      @click=${() => emitIntent(this, intent)}
      >${label}</vscode-button
    >`;
  }

  private close(): void {
    if (this.closeIntent) emitIntent(this, this.closeIntent);
    else this.dispatchEvent(new Event('pastiche-close'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-callout': Callout;
  }
}
