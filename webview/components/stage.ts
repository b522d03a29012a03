import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { shownSize, workingSize, type Size, type Zoom } from '../view/imageFit';
import { checkerboard, sharedStyles } from './sharedStyles';
import { stageStyles } from './stageStyles';

/**
 * Shows the image as it evolves. The canvas is made in engineSlot.ts and painted by the worker; this element only places
 * it. The content image covers it until the worker has painted (`live`), and in part where the person compares the two.
 */
@customElement('pastiche-stage')
export class Stage extends LitElement {
  static override styles = [sharedStyles, checkerboard, stageStyles];

  @property({ attribute: false }) canvas: HTMLCanvasElement | null = null;
  /** True where the canvas shows the current run's image. */
  @property({ type: Boolean }) live = false;
  /** Url of the content image. */
  @property() content = '';
  /** Url of a picture that was made before the page was loaded; it stands in the content image's place. */
  @property() kept = '';
  /** Description of the picture for screen readers. */
  @property() label = '';
  /** Width of the stylized image in pixels; 0 until a run has reported it. */
  @property({ type: Number }) width = 0;
  @property({ type: Number }) height = 0;
  /** Longest side of the image to come, in pixels. */
  @property({ type: Number }) longest = 0;
  /** True while a run is being prepared. */
  @property({ type: Boolean }) busy = false;
  /** True where nothing is to move by itself. */
  @property({ type: Boolean }) calm = false;

  @state() private zoom: Zoom = 'fit';
  @state() private comparing = false;
  @state() private natural: Size | null = null;
  @state() private viewportSize: Size = { width: 0, height: 0 };
  private split = 50;
  @query('.viewport') private readonly viewport!: HTMLElement;
  @query('.frame') private readonly frame!: HTMLElement;
  private readonly resizes = new ResizeObserver(() => this.measure());

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.resizes.observe(this.viewport);
  }

  protected override firstUpdated(): void {
    this.resizes.observe(this.viewport);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('content')) this.natural = null;
  }

  override render(): TemplateResult {
    const image = this.imageSize;
    const scrolls = this.zoom === 'actual';
    return html`
      <div
        class="viewport ${this.zoom}"
        tabindex=${scrolls ? 0 : nothing}
        role=${scrolls ? 'region' : nothing}
        aria-label=${scrolls ? 'Image, scrollable' : nothing}
      >
        <div class="frame checkerboard" ?hidden=${!image && !this.content && !this.kept}>
          ${this.canvas} ${this.contentImage()} ${this.comparing && this.live ? this.splitter() : nothing}
          ${this.busy ? this.sign() : nothing}
        </div>
        ${image || this.content || this.kept ? nothing : html`<vscode-icon class="empty" name="file-media" size="48"></vscode-icon>`}
      </div>
      <div class="tools" role="group" aria-label="View">
        <span class="muted numbers">${image ? this.sizeText(image) : nothing}</span>
        <span class="space"></span>
        ${this.toggle('compare', 'split-horizontal', 'Compare', this.comparing, !this.live, () => {
          this.comparing = !this.comparing;
        })}
        ${this.toggle('zoom', 'zoom-in', 'Actual size', scrolls, !image, () => {
          this.zoom = scrolls ? 'fit' : 'actual';
        })}
      </div>
    `;
  }

  protected override updated(): void {
    this.canvas?.setAttribute('role', 'img');
    this.canvas?.setAttribute('aria-label', this.label);
    this.canvas?.toggleAttribute('hidden', !this.live);
    const image = this.imageSize;
    if (!image) return;
    // The size is set through the DOM, since the page's content security policy allows no style attributes in markup.
    const { width, height } = shownSize(image, this.viewportSize, this.zoom);
    this.frame.style.width = `${width}px`;
    this.frame.style.height = `${height}px`;
    this.viewport.style.setProperty('--aspect', String(image.width / image.height));
  }

  private get imageSize(): Size | null {
    if (this.width > 0) return { width: this.width, height: this.height };
    return this.natural && workingSize(this.natural, this.longest);
  }

  private sign(): TemplateResult {
    return html`<div class="busy">
      ${
        this.calm
          ? html`<vscode-icon name="watch" size="32"></vscode-icon>`
          : html`<vscode-icon class="turning" name="loading" size="32"></vscode-icon>`
      }
    </div>`;
  }

  private contentImage(): TemplateResult | typeof nothing {
    const shown = this.live ? this.content : this.kept || this.content;
    if (!shown || (this.live && !this.comparing)) return nothing;
    const alt = this.kept ? this.label : `Content image of ${this.label}`;
    return html`<img
      class=${this.live ? 'content compared' : 'content'}
      src=${shown}
      alt=${this.live ? '' : alt}
      @load=${this.takeNaturalSize}
    />`;
  }

  private splitter(): TemplateResult {
    return html`<input
        class="split"
        type="range"
        min="0"
        max="100"
        step="0.5"
        aria-label="Share of the content image that is shown"
        .value=${String(this.split)}
        @input=${this.moveSplit}
      />
      <span class="tag before" aria-hidden="true">Content</span>
      <span class="tag after" aria-hidden="true">Stylized</span>`;
  }

  private toggle(
    id: string,
    icon: string,
    label: string,
    pressed: boolean,
    disabled: boolean,
    press: () => void,
  ): TemplateResult {
    return html`<button
      id=${id}
      class="icon-button"
      title=${label}
      aria-label=${label}
      aria-pressed=${pressed ? 'true' : 'false'}
      ?disabled=${disabled}
      @click=${press}
    >
      <vscode-icon name=${icon}></vscode-icon>
    </button>`;
  }

  private sizeText(image: Size): string {
    const shown = shownSize(image, this.viewportSize, this.zoom);
    return `${image.width} × ${image.height} px · ${Math.round((100 * shown.width) / image.width)} %`;
  }

  private moveSplit(event: Event): void {
    this.split = (event.target as HTMLInputElement).valueAsNumber;
    this.frame.style.setProperty('--split', `${this.split}%`);
  }

  private takeNaturalSize(event: Event): void {
    const { naturalWidth, naturalHeight } = event.target as HTMLImageElement;
    this.natural = { width: naturalWidth, height: naturalHeight };
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.viewport;
    this.viewportSize = { width: clientWidth, height: clientHeight };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-stage': Stage;
  }
}
