import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { emitIntent } from '../actions/intents';
import type { BrushMode } from './regionMask';
import { sharedStyles } from '../components/sharedStyles';

/** Smallest and largest brush: diameters in percent of the picture's longest side. */
export const smallestBrush = 1;
export const largestBrush = 40;

/** Requests of the tools to their region painter. */
export type PainterRequest =
  | { readonly kind: 'mode'; readonly mode: BrushMode }
  | { readonly kind: 'brush'; readonly percent: number }
  | { readonly kind: 'undo' | 'invert' | 'clear' | 'done' };

export const painterRequestEvent = 'pastiche-painter-request';

/**
 * The tools below a region that is being painted.
 * @fires pastiche-painter-request with a `PainterRequest`
 */
@customElement('pastiche-painter-tools')
export class PainterTools extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .tools {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }

      .size {
        align-items: center;
        display: flex;
        gap: 6px;
        padding-inline: 4px;
      }

      .size input {
        accent-color: var(--vscode-textLink-foreground);
        margin: 0;
        width: 96px;
      }

      .space {
        flex: 1;
      }
    `,
  ];

  @property() mode: BrushMode = 'paint';
  @property({ type: Number }) brush = 10;
  @property({ type: Boolean, attribute: 'can-undo' }) canUndo = false;
  /** True where nothing is painted. */
  @property({ type: Boolean }) empty = false;

  override render(): TemplateResult {
    return html`<div class="tools" role="group" aria-label="Painting tools">
      ${this.modeButton('paint', 'edit', 'Paint')} ${this.modeButton('erase', 'eraser', 'Erase')}
      <label class="size" title="Brush size">
        <vscode-icon name="circle-filled" size="8"></vscode-icon>
        <input
          id="brush"
          type="range"
          min=${smallestBrush}
          max=${largestBrush}
          aria-label="Brush size in percent of the picture"
          .value=${live(String(this.brush))}
          @input=${(event: Event) =>
            this.ask({ kind: 'brush', percent: (event.target as HTMLInputElement).valueAsNumber })}
        />
        <vscode-icon name="circle-filled" size="16"></vscode-icon>
      </label>
      ${this.button('undo', 'discard', 'Undo', !this.canUndo)}
      ${this.button('invert', 'color-mode', 'Invert')}
      ${this.button('clear', 'clear-all', 'Clear', this.empty)}
      <button id="mask-image" class="link" @click=${() => emitIntent(this, { kind: 'pickMask' })}>
        Use a mask image…
      </button>
      <span class="space"></span>
      <vscode-button id="cancel-region" secondary @click=${() => emitIntent(this, { kind: 'cancelRegion' })}>
        Cancel
      </vscode-button>
      <vscode-button id="region-done" @click=${() => this.ask({ kind: 'done' })}>Done</vscode-button>
    </div>`;
  }

  private modeButton(mode: BrushMode, icon: string, label: string): TemplateResult {
    return html`<button
      id=${mode}
      class="icon-button"
      title=${label}
      aria-label=${label}
      aria-pressed=${this.mode === mode ? 'true' : 'false'}
      @click=${() => this.ask({ kind: 'mode', mode })}
    >
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }

  private button(
    kind: 'undo' | 'invert' | 'clear',
    icon: string,
    label: string,
    disabled = false,
  ): TemplateResult {
    return html`<button
      id=${kind}
      class="icon-button"
      title=${label}
      aria-label=${label}
      ?disabled=${disabled}
      @click=${() => this.ask({ kind })}
    >
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }

  private ask(request: PainterRequest): void {
    this.dispatchEvent(new CustomEvent(painterRequestEvent, { detail: request }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-painter-tools': PainterTools;
  }
}
