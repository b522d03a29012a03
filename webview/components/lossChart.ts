import { html, LitElement, unsafeCSS, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css';
import { chartOptions, termStyles } from '../view/lossChartOptions';
import { formatLoss } from '../view/format';
import { LossHistory, lossTerms, type LossTerm } from '../state/lossHistory';
import { lossChartStyles } from './lossChartStyles';
import { sharedStyles } from './sharedStyles';

/** The losses over the epochs, on a logarithmic axis, with a legend that shows the current values and hides lines. */
@customElement('pastiche-loss-chart')
export class LossChart extends LitElement {
  static override styles = [sharedStyles, unsafeCSS(uPlotStyles), lossChartStyles];

  @property({ attribute: false }) history = new LossHistory();
  /** A number that changes whenever `history` has grown, since the object itself stays the same. */
  @property({ type: Number }) revision = 0;

  /** Index of the point under the pointer; null shows the values of the last point. */
  @state() private pointed: number | null = null;
  @state() private hiddenTerms: ReadonlySet<LossTerm> = new Set();
  @query('.plot') private readonly place!: HTMLElement;
  private plot: uPlot | undefined;
  private redraw: number | undefined;
  private readonly resizes = new ResizeObserver(() => this.fit());
  /** Redraws when the theme changes, which VS Code does by writing its tokens on the root element. */
  private readonly themes = new MutationObserver(() => this.plot?.redraw(false, true));

  override connectedCallback(): void {
    super.connectedCallback();
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    this.themes.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    if (this.hasUpdated) this.resizes.observe(this.place);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.themes.disconnect();
    this.resizes.disconnect();
    if (this.redraw !== undefined) cancelAnimationFrame(this.redraw);
    this.redraw = undefined;
    this.plot?.destroy();
    this.plot = undefined;
  }

  override render(): TemplateResult {
    const report = this.history.at(this.pointed ?? -1);
    return html`
      <div class="plot" role="img" aria-label="Chart of the losses over the epochs, on a logarithmic axis">
        ${this.history.length === 0 ? html`<span class="muted">Appears with the first epochs</span>` : null}
      </div>
      <div class="legend numbers">
        ${lossTerms
          .filter(term => !this.history.isAlwaysZero(term))
          .map(
            term =>
              html`<button
                class="term ${term}"
                aria-pressed=${this.hiddenTerms.has(term) ? 'false' : 'true'}
                title=${this.hiddenTerms.has(term) ? `Show ${term} loss` : `Hide ${term} loss`}
                @click=${() => this.toggle(term)}
              >
                <span class="swatch"></span>
                <span class="name">${termStyles[term].label}</span>
                <span class="value">${report ? formatLoss(report[term]) : '–'}</span>
              </button>`,
          )}
      </div>
    `;
  }

  protected override firstUpdated(): void {
    this.resizes.observe(this.place);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('history')) this.pointed = null;
    if (changed.has('history') || changed.has('revision')) this.drawSoon();
  }

  /** Draws in the next animation frame: at most once a frame, and not at all while the panel is hidden. */
  private drawSoon(): void {
    this.redraw ??= requestAnimationFrame(() => {
      this.redraw = undefined;
      this.draw();
    });
  }

  private draw(): void {
    const { width, height } = this.placeSize();
    if (width === 0 || height === 0) return;
    const columns = this.history.columns();
    if (this.plot) this.plot.setData(columns);
    else if (this.history.length > 0) {
      const options = chartOptions(this, { width, height }, index => (this.pointed = index));
      this.plot = new uPlot(options, columns, this.place);
    }
  }

  private fit(): void {
    const { width, height } = this.placeSize();
    if (width === 0 || height === 0) return;
    if (this.plot) this.plot.setSize({ width, height });
    else this.drawSoon();
  }

  private placeSize(): { width: number; height: number } {
    return { width: this.place.clientWidth, height: this.place.clientHeight };
  }

  private toggle(term: LossTerm): void {
    const hidden = new Set(this.hiddenTerms);
    if (!hidden.delete(term)) hidden.add(term);
    this.hiddenTerms = hidden;
    this.plot?.setSeries(lossTerms.indexOf(term) + 1, { show: !hidden.has(term) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-loss-chart': LossChart;
  }
}
