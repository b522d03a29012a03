import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { sharedStyles } from './sharedStyles';

/**
 * A section that can be folded, as in VS Code's side bar.
 * @slot - the section's content
 */
@customElement('pastiche-section')
export class Section extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }

      summary {
        align-items: center;
        cursor: pointer;
        display: flex;
        font-size: 11px;
        font-weight: 700;
        gap: 4px;
        letter-spacing: 0.02em;
        list-style: none;
        margin-inline: -4px;
        min-height: 26px;
        text-transform: uppercase;
        user-select: none;
      }

      summary::-webkit-details-marker {
        display: none;
      }

      details[open] .arrow {
        transform: rotate(90deg);
      }

      .body {
        padding: 4px 0 12px;
      }
    `,
  ];

  @property() heading = '';
  /** Number in the badge, which is hidden at 0. */
  @property({ type: Number }) count = 0;

  override render(): TemplateResult {
    return html`<details open>
      <summary>
        <vscode-icon class="arrow" name="chevron-right"></vscode-icon>
        <span>${this.heading}</span>
        ${this.count > 0 ? html`<vscode-badge variant="counter">${this.count}</vscode-badge>` : nothing}
      </summary>
      <div class="body"><slot></slot></div>
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-section': Section;
  }
}
