import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import type { VscodeSingleSelect } from '@vscode-elements/elements/dist/vscode-single-select/index.js';
import { sharedStyles } from '../components/sharedStyles';

export interface ChoiceItem {
  readonly value: string;
  readonly label: string;
}

/**
 * A drop-down list of labelled values.
 * @fires change when another was chosen
 */
@customElement('pastiche-choice')
export class Choice extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
        grid-template-columns: minmax(0, 1fr);
      }

      vscode-single-select {
        width: 100%;
      }
    `,
  ];

  @property() label = '';
  @property() description = '';
  @property() value = '';
  @property({ attribute: false }) choices: readonly ChoiceItem[] = [];
  @query('vscode-single-select') private readonly select!: VscodeSingleSelect;

  override render(): TemplateResult {
    return html`<span title=${this.description} aria-hidden="true">${this.label}</span>
      <vscode-single-select
        .label=${this.label}
        title=${this.description}
        @change=${this.choose}
      ></vscode-single-select>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Options are set as data, since option elements lose their labels where they are not displayed, as in a folded
    // section.
    if (changed.has('choices')) this.select.options = this.choices.map(withDefaults);
    if (changed.has('choices') || this.select.value !== this.value) this.select.value = this.value;
  }

  private choose(event: Event): void {
    this.value = (event.target as VscodeSingleSelect).value;
    this.dispatchEvent(new Event('change'));
  }
}

function withDefaults(item: ChoiceItem): VscodeSingleSelect['options'][number] {
  return { ...item, description: '', selected: false, disabled: false };
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-choice': Choice;
  }
}
