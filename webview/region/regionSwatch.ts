import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { regionTone } from './regionTones';

/** A mask in the colour of its style: where the mask is white the colour shows. Fills its box. */
@customElement('pastiche-region-swatch')
export class RegionSwatch extends LitElement {
  static override styles = css`
    :host {
      background: color-mix(in srgb, var(--vscode-foreground) 15%, transparent);
      border: 1px solid var(--vscode-contrastBorder, transparent);
      border-radius: 2px;
      box-sizing: border-box;
      display: inline-block;
      flex: none;
      height: 15px;
      overflow: hidden;
      width: 20px;
    }

    div {
      height: 100%;
      mask-mode: luminance;
      mask-size: 100% 100%;
      width: 100%;
    }
  `;

  /** Which style it belongs to. */
  @property({ type: Number }) index = 0;
  /** Of the mask image. */
  @property() url = '';
  @query('div') private readonly tone!: HTMLElement;

  override render(): TemplateResult {
    return html`<div></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Through the object model: the page's policy allows no style attributes in markup.
    this.tone.style.background = this.url ? `var(${regionTone(this.index)})` : 'none';
    if (changed.has('url')) this.tone.style.maskImage = this.url ? `url("${this.url}")` : 'none';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-region-swatch': RegionSwatch;
  }
}
