import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import {
  defaultPreset,
  makeRecipe,
  presetNames,
  presets,
  recipeKeys,
  recipeOptions,
  type PresetName,
  type RecipeKey,
  type RecipeOption,
} from '../../src/shared/recipe/recipe';
import { emitIntent } from '../actions/intents';
import { changedOptions, draftOf, presetLabel, type RecipeDraft } from '../state/recipeDraft';
import { sharedStyles } from '../components/sharedStyles';
import type { Choice } from './choice';
import './choice';
import './colorChoice';
import { isKnob } from './recipeField';

const isAdvanced = (key: RecipeKey): boolean => (recipeOptions[key] as RecipeOption).advanced ?? false;
/** True for options that take a whole row: sliders, and choices among sentences. */
const needsRoom = (key: RecipeKey): boolean =>
  recipeOptions[key].kind === 'choice' || isKnob(recipeOptions[key]);
const basicKeys = recipeKeys.filter(key => !isAdvanced(key));
const advancedKeys = recipeKeys.filter(isAdvanced);

/** The recipe of the next run: a preset and every option, each with its bounds. */
@customElement('pastiche-recipe')
export class RecipePanel extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 10px;
      }

      .preset {
        display: grid;
        gap: 4px;
      }

      .options {
        align-items: end;
        display: grid;
        gap: 10px 12px;
        grid-template-columns: repeat(auto-fill, minmax(108px, 1fr));
      }

      [wide] {
        grid-column: 1 / -1;
      }

      summary {
        align-items: center;
        cursor: pointer;
        display: flex;
        gap: 4px;
        list-style: none;
        margin-inline-start: -4px;
        min-height: 24px;
        user-select: none;
        width: fit-content;
      }

      summary::-webkit-details-marker {
        display: none;
      }

      details[open] .arrow {
        transform: rotate(90deg);
      }

      details[open] summary {
        padding-bottom: 8px;
      }

      .hint {
        align-items: baseline;
        display: flex;
        flex-wrap: wrap;
        gap: 2px 8px;
      }
    `,
  ];

  @property({ attribute: false }) draft: RecipeDraft = draftOf(defaultPreset, makeRecipe(defaultPreset));
  /** True while a run is under way. */
  @property({ type: Boolean }) running = false;
  /** Urls of the content image and of the first style image, for previews. */
  @property() content = '';
  @property({ attribute: 'style-url' }) styleUrl = '';
  /** True where the run under way has another recipe than this one. */
  @property({ type: Boolean }) differs = false;

  override render(): TemplateResult {
    const { draft } = this;
    return html`
      <div class="preset">
        <pastiche-choice
          id="preset"
          label="Preset"
          .choices=${presetNames.map(name => ({ value: name, label: presetLabel(name) }))}
          .value=${draft.preset}
          @change=${this.choosePreset}
        ></pastiche-choice>
        <span class="muted">${presets[draft.preset].description}</span>
        ${this.reset()}
      </div>
      ${this.options(basicKeys)}
      <details ?open=${advancedKeys.some(key => draft.invalid[key])}>
        <summary><vscode-icon class="arrow" name="chevron-right"></vscode-icon>Advanced</summary>
        ${this.options(advancedKeys)}
      </details>
      ${
        this.running && this.differs
          ? html`<span class="hint muted"
              >Changes apply to the next start.
              <button class="link" @click=${() => emitIntent(this, { kind: 'again' })}>
                Start again now
              </button></span
            >`
          : nothing
      }
    `;
  }

  private options(keys: readonly RecipeKey[]): TemplateResult {
    const { recipe, invalid } = this.draft;
    return html`<div class="options">
      ${keys.map(key =>
        key === 'colors'
          ? html`<pastiche-color-choice
              id="colors"
              wide
              .value=${recipe.colors}
              .content=${this.content}
              .styleUrl=${this.styleUrl}
            ></pastiche-color-choice>`
          : html`<pastiche-recipe-field
              id=${key}
              ?wide=${invalid[key] !== undefined || needsRoom(key)}
              .key=${key}
              .value=${recipe[key]}
              .invalid=${invalid[key] ?? null}
            ></pastiche-recipe-field>`,
      )}
    </div>`;
  }

  private reset(): TemplateResult | typeof nothing {
    const changed = changedOptions(this.draft);
    if (changed.length === 0) return nothing;
    return html`<span class="hint muted"
      >Changed: ${changed.join(', ')}.
      <button id="reset" class="link" @click=${() => emitIntent(this, { kind: 'resetRecipe' })}>
        Reset to preset
      </button></span
    >`;
  }

  private choosePreset(event: Event): void {
    const preset = (event.target as Choice).value as PresetName;
    emitIntent(this, { kind: 'setPreset', preset });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-recipe': RecipePanel;
  }
}
