import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import type { Job, JobStyle } from '../../src/shared/messages/protocol';
import { formatPercent } from '../view/format';
import { emitIntent } from '../actions/intents';
import { mostStyles, sharesOf, styleName } from '../state/jobStyles';
import { maskUrl, type Picture } from '../state/studioState';
import { sharedStyles } from './sharedStyles';
import { sourcesStyles } from './sourcesStyles';
import '../region/regionSwatch';
import './thumbnail';

/** The content image and the style images of the current job, each style with its share and region. */
@customElement('pastiche-sources')
export class Sources extends LitElement {
  static override styles = [sharedStyles, sourcesStyles];

  @property({ attribute: false }) job: Job | null = null;
  @property({ attribute: false }) pictures: ReadonlyMap<string, Picture> = new Map();
  /** True where the run that is shown has other styles than these. */
  @property({ type: Boolean }) differs = false;
  /** True while a region is being painted; there is only one at a time. */
  @property({ type: Boolean }) painting = false;
  /** Number of other pictures that wait, for which these styles may be wanted too. */
  @property({ type: Number }) waiting = 0;

  override render(): TemplateResult {
    const { job, pictures } = this;
    const styles = job?.styles ?? [];
    const shares = sharesOf(styles);
    return html`<div class="tiles">
        <pastiche-thumbnail
          role-name="Content"
          name=${job?.content.name ?? ''}
          .picture=${pictures.get(job?.content.uri ?? '')}
        ></pastiche-thumbnail>
        ${repeat(styles, (style, i) => this.tile(style, i, shares[i] ?? null))}
      </div>
      ${job ? this.foot(styles) : nothing}`;
  }

  /** Moves the keyboard focus back to the button that began the painting of a region. */
  async focusRegion(index: number): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`#region-${index}`)?.focus();
  }

  private tile(style: JobStyle, index: number, share: number | null): TemplateResult {
    const several = (this.job?.styles.length ?? 0) > 1;
    const { image, region } = style;
    const name = styleName(image);
    return html`<div class="style">
      <pastiche-thumbnail
        id=${index === 0 ? 'style' : `style-${index}`}
        role-name=${several ? `Style ${index + 1}` : 'Style'}
        name=${name}
        action="Choose another style…"
        removal=${several ? 'Remove this style' : ''}
        .picture=${this.pictures.get(image.uri)}
        @pastiche-press=${() => emitIntent(this, { kind: 'pickStyle', index })}
        @pastiche-remove=${() => emitIntent(this, { kind: 'removeStyle', index })}
      ></pastiche-thumbnail>
      ${share === null ? nothing : this.slider(name, index, share)}
      <button
        id="region-${index}"
        class="link region"
        title=${region ? 'Change where this style is painted' : 'Paint where in the picture this style goes'}
        aria-label=${`${region ? 'Edit' : 'Paint'} the region of ${name}`}
        ?disabled=${this.painting}
        @click=${() => emitIntent(this, { kind: 'paintRegion', index })}
      >
        ${
          region
            ? html`<pastiche-region-swatch
                .index=${index}
                .url=${maskUrl(region, this.pictures)}
              ></pastiche-region-swatch>`
            : html`<vscode-icon name="paintcan"></vscode-icon>`
        }
        <span>${region ? 'Edit region…' : 'Paint region…'}</span>
      </button>
    </div>`;
  }

  private slider(name: string, index: number, share: number): TemplateResult {
    return html`<div class="share">
      <input
        type="range"
        min="1"
        max="99"
        aria-label=${`Share of ${name}`}
        aria-valuetext=${formatPercent(share / 100)}
        .value=${live(String(Math.round(share)))}
        @input=${(event: Event) => {
          const percent = (event.target as HTMLInputElement).valueAsNumber;
          emitIntent(this, { kind: 'setShare', index, percent });
        }}
      />
      <span class="percent numbers">${formatPercent(share / 100)}</span>
    </div>`;
  }

  private foot(styles: readonly JobStyle[]): TemplateResult {
    return html`${
      styles.length < mostStyles
        ? html`<button id="add-style" class="add" @click=${() => emitIntent(this, { kind: 'addStyle' })}>
            <vscode-icon name="add"></vscode-icon>Add a style…
          </button>`
        : nothing
    }
    ${
      styles.length > 0 && styles.every(({ region }) => region)
        ? html`<p class="hint muted">Outside the regions the content image stays as it is.</p>`
        : nothing
    }
    ${
      this.waiting > 0 && styles.length > 1
        ? html`<p class="hint muted">
            <button id="styles-to-all" class="link" @click=${() => emitIntent(this, { kind: 'stylesToAll' })}>
              Use these styles for
              ${this.waiting === 1 ? 'the picture that waits' : `all ${this.waiting} that wait`}
            </button>
          </p>`
        : nothing
    }
    ${
      this.differs
        ? html`<p id="styles-differ" class="hint muted">
            Changes apply to the next start.
            <button class="link" @click=${() => emitIntent(this, { kind: 'again' })}>Start again now</button>
          </p>`
        : nothing
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-sources': Sources;
  }
}
