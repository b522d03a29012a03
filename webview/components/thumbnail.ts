import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Picture } from '../state/studioState';
import { checkerboard, sharedStyles } from './sharedStyles';

/**
 * A small picture with its role and name. An `action` makes it a button; a `removal` adds a button that removes it.
 * @fires pastiche-press when it is pressed
 * @fires pastiche-remove when its remove button is pressed
 */
@customElement('pastiche-thumbnail')
export class Thumbnail extends LitElement {
  static override styles = [
    sharedStyles,
    checkerboard,
    css`
      .box {
        align-items: center;
        aspect-ratio: 4 / 3;
        background: color-mix(in srgb, var(--vscode-foreground) 6%, transparent);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 4px;
        color: inherit;
        display: flex;
        font: inherit;
        justify-content: center;
        overflow: hidden;
        padding: 0;
        position: relative;
        width: 100%;
      }

      button.box {
        cursor: pointer;
      }

      button.box:hover {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: 1px;
      }

      img {
        display: block;
        max-height: 100%;
        max-width: 100%;
      }

      .pencil {
        background: var(--vscode-editor-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 4px;
        bottom: 6px;
        color: var(--vscode-icon-foreground);
        display: flex;
        inset-inline-end: 6px;
        padding: 3px;
        position: absolute;
      }

      figure {
        position: relative;
      }

      .removal {
        background: var(--vscode-editor-background);
        border-color: var(--vscode-contrastBorder, transparent);
        inset-inline-end: 6px;
        position: absolute;
        top: 6px;
      }

      .broken {
        color: var(--vscode-errorForeground);
      }

      .caption {
        display: grid;
        padding-top: 6px;
      }

      .role {
        font-size: 11px;
      }
    `,
  ];

  @property({ attribute: 'role-name' }) roleName = '';
  @property() name = '';
  @property() action = '';
  @property() removal = '';
  @property({ attribute: false }) picture: Picture | undefined;

  override render(): TemplateResult {
    return html`<figure>
      ${
        this.action
          ? html`<button
              class="box"
              title=${this.action}
              aria-label=${`${this.roleName}: ${this.name}. ${this.action}`}
              @click=${() => this.dispatchEvent(new Event('pastiche-press'))}
            >
              ${this.image()}
              <span class="pencil"><vscode-icon name="edit"></vscode-icon></span>
            </button>`
          : html`<div class="box">${this.image()}</div>`
      }
      ${
        this.removal
          ? html`<button
              class="icon-button removal"
              title=${this.removal}
              aria-label=${`${this.removal}: ${this.name}`}
              @click=${() => this.dispatchEvent(new Event('pastiche-remove'))}
            >
              <vscode-icon name="close"></vscode-icon>
            </button>`
          : nothing
      }
      <figcaption class="caption">
        <span class="role muted">${this.roleName}</span>
        <span class="cut" title=${this.name}>${this.name}</span>
      </figcaption>
    </figure>`;
  }

  private image(): TemplateResult | typeof nothing {
    const { picture } = this;
    if (!picture) return nothing;
    if (picture.kind === 'shown') {
      return html`<img class="checkerboard" src=${picture.url} alt=${`${this.roleName}: ${this.name}`} />`;
    }
    return html`<span class="broken" title=${picture.message} role="img" aria-label=${picture.message}>
      <vscode-icon name="error"></vscode-icon>
    </span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-thumbnail': Thumbnail;
  }
}
