import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { regionTone } from './regionTones';

/** A small view of a mask that shows the style's colour where the mask is white. It fills its box. */
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

  /** Index of the style, which decides its colour. */
  @property({ type: Number }) index = 0;
  /** Url of the mask image. */
  @property() url = '';
  @query('div') private readonly tone!: HTMLElement;

  override render(): TemplateResult {
    return html`<div></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // The colour is set through the DOM, since the page's content security policy allows no style attributes in markup.
    this.tone.style.background = this.url ? `var(${regionTone(this.index)})` : 'none';
    if (changed.has('url')) this.tone.style.maskImage = this.url ? `url("${this.url}")` : 'none';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-region-swatch': RegionSwatch;
  }
}
