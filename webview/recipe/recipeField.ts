import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { boundsText, recipeOptions, type RecipeKey, type RecipeOption } from '../../src/shared/recipe/recipe';
import { emitIntent } from '../actions/intents';
import type { InvalidInput } from '../state/recipeDraft';
import { sharedStyles } from '../components/sharedStyles';
import './choice';

type NumberOption = Extract<RecipeOption, { kind: 'number' }>;

/** True for the few options that are set by a slider. */
export function isKnob(option: RecipeOption): option is NumberOption {
  return option.kind === 'number' && !option.integer && !option.advanced;
}

interface SliderScale {
  readonly step: number;
  to(value: number): number;
  from(position: number): number;
}

const linear: SliderScale = { step: 0.05, to: value => value, from: position => position };
/** A logarithmic slider scale for factors, on which half and double are equally far from 1. */
const byDoubling: SliderScale = {
  step: 0.1,
  to: value => Math.log2(value),
  from: position => Number((2 ** position).toPrecision(2)),
};

function sliderScale({ min, max }: NumberOption): SliderScale {
  return min > 0 && max / min > 10 ? byDoubling : linear;
}

/** A field for one option of the recipe. Input out of bounds stays as it was typed, with the bounds below it. */
@customElement('pastiche-recipe-field')
export class RecipeField extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 4px;
        grid-template-columns: minmax(0, 1fr);
        min-width: 0;
      }

      .row {
        align-items: center;
        display: flex;
        gap: 10px;
      }

      vscode-textfield {
        flex: 1 1 0;
        min-width: 0;
        width: auto;
      }

      .knob {
        display: grid;
        flex: 3 1 0;
        gap: 1px;
        min-width: 0;
      }

      input {
        accent-color: var(--vscode-textLink-foreground);
        margin: 0;
        min-width: 0;
      }

      .ends {
        display: flex;
        font-size: 11px;
        justify-content: space-between;
        line-height: 1.2;
      }

      .unit {
        padding-inline-end: 6px;
      }

      .error {
        color: var(--vscode-errorForeground);
        font-size: 0.92em;
      }
    `,
  ];

  @property({ attribute: false }) key: RecipeKey = 'size';
  @property({ attribute: false }) value: number | string = '';
  @property({ attribute: false }) invalid: InvalidInput | null = null;

  override render(): TemplateResult {
    const option: RecipeOption = recipeOptions[this.key];
    return option.kind === 'choice' ? this.choice(option) : this.number(option);
  }

  private choice({ label, description, choices }: Extract<RecipeOption, { kind: 'choice' }>): TemplateResult {
    return html`<pastiche-choice
      label=${label}
      description=${description}
      .choices=${Object.entries(choices).map(([value, text]) => ({ value, label: text }))}
      .value=${String(this.value)}
      @change=${this.change}
    ></pastiche-choice>`;
  }

  private number(option: NumberOption): TemplateResult {
    const { invalid } = this;
    const help = `${option.description} Takes ${boundsText(option)}.`;
    const name = `${option.label}${option.unit ? ` in ${option.unit}` : ''}, ${boundsText(option)}`;
    return html`
      <span title=${help} aria-hidden="true">${option.label}</span>
      <div class="row" title=${help}>
        ${isKnob(option) ? this.slider(option) : nothing}
        <vscode-textfield
          .label=${name}
          ?invalid=${invalid !== null}
          .value=${live(invalid?.text ?? String(this.value))}
          @change=${this.change}
        >
          ${option.unit ? html`<span slot="content-after" class="unit muted">${option.unit}</span>` : nothing}
        </vscode-textfield>
      </div>
      ${invalid ? html`<span class="error" role="alert">${invalid.message}</span>` : nothing}
    `;
  }

  private slider(option: NumberOption): TemplateResult {
    const { label, min, max, ends } = option;
    const scale = sliderScale(option);
    return html`<div class="knob">
      <input
        type="range"
        min=${scale.to(min)}
        max=${scale.to(max)}
        step=${scale.step}
        aria-label=${label}
        aria-valuetext=${String(this.value)}
        .value=${live(String(scale.to(Number(this.value))))}
        @input=${(event: Event) => {
          const { valueAsNumber } = event.target as HTMLInputElement;
          this.emit(String(scale.from(valueAsNumber)));
        }}
      />
      ${ends ? html`<span class="ends muted" aria-hidden="true"><span>${ends[0]}</span><span>${ends[1]}</span></span>` : nothing}
    </div>`;
  }

  private change(event: Event): void {
    this.emit((event.target as EventTarget & { readonly value: string }).value);
  }

  private emit(text: string): void {
    emitIntent(this, { kind: 'setOption', key: this.key, text });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-recipe-field': RecipeField;
  }
}
