import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { brushAction, brushKeysText, type BrushAction } from './brushKeys';
import { formatPercent } from '../view/format';
import { shownSize, type Size } from '../view/imageFit';
import { emitIntent } from '../actions/intents';
import { RegionMask, type BrushMode, type Point } from './regionMask';
import { regionTone } from './regionTones';
import { sharedStyles } from '../components/sharedStyles';
import { regionPainterStyles } from './regionPainterStyles';
import { largestBrush, smallestBrush, type PainterRequest } from './painterTools';
import './painterTools';
import './regionSwatch';

/** The region of another style, shown for orientation. */
export interface OtherRegion {
  readonly index: number;
  readonly url: string;
}

/** Smallest share of the picture that counts as painted; less is a slip of the brush, which no network would see. */
const leastCoverage = 1e-4;

/**
 * Lets a person paint the region of a style on the content image, by pointer, touch or keyboard. Emits `setRegion` with
 * what was painted, or `cancelRegion`.
 */
@customElement('pastiche-region-painter')
export class RegionPainter extends LitElement {
  static override styles = [sharedStyles, regionPainterStyles];

  /** Url of the content image. */
  @property() content = '';
  /** Url of the mask that painting starts from; empty where the style has no region yet. */
  @property() mask = '';
  /** Name of the style, for display. */
  @property({ attribute: 'style-name' }) styleName = '';
  /** Index of the style, which decides its colour. */
  @property({ type: Number }) index = 0;
  @property({ attribute: false }) others: readonly OtherRegion[] = [];

  @state() private mode: BrushMode = 'paint';
  /** Diameter of the brush in percent of the longest side. */
  @state() private brush = 10;
  @state() private coverage = 0;
  @state() private canUndo = false;
  @state() private viewportSize: Size = { width: 0, height: 0 };
  @state() private natural: Size | null = null;
  private painted: RegionMask | undefined;
  /** True once the initial mask has been loaded, or the person has painted without it. */
  private begun = false;
  /** Position of the brush, in pixels of the mask. */
  private at: Point = { x: 0, y: 0 };
  /** The pointer that is painting and whether it erases; undefined while none is down. */
  private drawing: { readonly id: number; readonly mode: BrushMode } | undefined;
  @query('.viewport') private readonly viewport!: HTMLElement;
  @query('.frame') private readonly frame!: HTMLElement;
  @query('canvas') private readonly canvas!: HTMLCanvasElement;
  @query('.brush') private readonly ring!: HTMLElement;
  private readonly resizes = new ResizeObserver(() => this.measure());

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.resizes.observe(this.viewport);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizes.disconnect();
  }

  override render(): TemplateResult {
    return html`
      <div class="head">
        <h2 class="cut"><span class="dot"></span>Where ${this.styleName} is painted</h2>
        <span class="muted numbers" role="status">${formatPercent(this.coverage)} of the picture</span>
      </div>
      <div class="viewport">
        <div
          class="frame"
          tabindex="0"
          role="application"
          aria-roledescription="painting area"
          aria-label=${`Region of ${this.styleName}. ${brushKeysText}`}
          @pointerdown=${this.press}
          @pointermove=${this.move}
          @pointerup=${this.release}
          @pointercancel=${this.release}
          @pointerleave=${this.leave}
          @keydown=${this.pressKey}
          @focus=${this.placeRing}
          @contextmenu=${(event: Event) => event.preventDefault()}
        >
          <img src=${this.content} alt="" draggable="false" @load=${this.begin} />
          ${this.others.map(
            ({ index, url }) =>
              html`<pastiche-region-swatch
                class="other"
                .index=${index}
                .url=${url}
              ></pastiche-region-swatch>`,
          )}
          <canvas></canvas>
          <span class="brush"></span>
        </div>
      </div>
      <pastiche-painter-tools
        .mode=${this.mode}
        .brush=${this.brush}
        ?can-undo=${this.canUndo}
        ?empty=${this.coverage === 0}
        @pastiche-painter-request=${(event: CustomEvent<PainterRequest>) => this.answer(event.detail)}
      ></pastiche-painter-tools>
    `;
  }

  protected override firstUpdated(): void {
    this.resizes.observe(this.viewport);
    this.frame.focus();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.style.setProperty('--tone', `var(${regionTone(this.index)})`);
    if (changed.has('mask')) void this.loadMask();
    if (!this.natural) return;
    // The size is set through the DOM, since the page's content security policy allows no style attributes in markup.
    const { width, height } = shownSize(this.natural, this.viewportSize, 'fit');
    this.frame.style.width = `${width}px`;
    this.frame.style.height = `${height}px`;
    this.viewport.style.setProperty('--aspect', String(this.natural.width / this.natural.height));
    this.placeRing();
  }

  /**
   * Makes the mask in the content image's shape when that has loaded. Does nothing when it loads again, as it does where a
   * run starts meanwhile, so that what is painted stays.
   */
  private begin(event: Event): void {
    if (this.painted) return;
    const { naturalWidth: width, naturalHeight: height } = event.target as HTMLImageElement;
    this.natural = { width, height };
    const tone = getComputedStyle(this).getPropertyValue(regionTone(this.index)).trim();
    this.painted = new RegionMask(this.canvas, this.natural, tone || 'red');
    this.at = { x: this.painted.size.width / 2, y: this.painted.size.height / 2 };
    void this.loadMask();
  }

  /** Loads the initial mask, only once, so that it does not replace what the person has painted since. */
  private async loadMask(): Promise<void> {
    if (!this.painted || !this.mask || this.begun) return;
    this.begun = true;
    const image = new Image();
    image.src = this.mask;
    try {
      await image.decode();
    } catch {
      return; // A broken mask is reported when a run uses it; painting begins with an empty one.
    }
    this.painted.load(image);
    this.count();
  }

  private press(event: PointerEvent): void {
    if (!this.painted || this.drawing) return;
    // A pen's eraser end (button 5) and the secondary button (2) erase.
    const erases = this.mode === 'erase' || event.button === 5 || event.button === 2;
    this.drawing = { id: event.pointerId, mode: erases ? 'erase' : 'paint' };
    this.frame.setPointerCapture(event.pointerId);
    this.painted.remember();
    this.at = this.pointOf(event);
    this.paintTo(this.at, this.drawing.mode);
  }

  private move(event: PointerEvent): void {
    const { drawing } = this;
    if (drawing?.id === event.pointerId) {
      const events = event.getCoalescedEvents();
      for (const each of events.length > 0 ? events : [event]) this.paintTo(this.pointOf(each), drawing.mode);
    } else if (!drawing) this.at = this.pointOf(event);
    this.placeRing();
    this.ring.hidden = false;
  }

  private release(event: PointerEvent): void {
    if (this.drawing?.id !== event.pointerId) return;
    this.drawing = undefined;
    this.count();
  }

  private leave(): void {
    if (!this.drawing && !this.frame.matches(':focus-visible')) this.ring.hidden = true;
  }

  private pressKey(event: KeyboardEvent): void {
    const action = brushAction(event);
    if (!this.painted || !action) return;
    event.preventDefault();
    event.stopPropagation();
    this.obey(action, this.painted);
  }

  private obey(action: BrushAction, painted: RegionMask): void {
    switch (action.kind) {
      case 'move': {
        const step = Math.max(2, this.radius);
        const { width, height } = painted.size;
        const x = Math.min(Math.max(this.at.x + step * action.x, 0), width);
        const y = Math.min(Math.max(this.at.y + step * action.y, 0), height);
        if (action.paints) this.change(() => this.paintTo({ x, y }, this.mode));
        this.at = { x, y };
        return this.placeRing();
      }
      case 'dab':
        return this.change(() => this.paintTo(this.at, this.mode));
      case 'exchange':
        return this.answer({ kind: 'mode', mode: this.mode === 'paint' ? 'erase' : 'paint' });
      case 'resize':
        return this.answer({ kind: 'brush', percent: this.brush + action.by });
      case 'undo':
        return this.answer({ kind: 'undo' });
      case 'leave':
        // The key leaves only where nothing has changed, so that a slip of the hand loses nothing.
        if (!painted.isChanged) emitIntent(this, { kind: 'cancelRegion' });
    }
  }

  private answer(request: PainterRequest): void {
    switch (request.kind) {
      case 'mode':
        this.mode = request.mode;
        return;
      case 'brush':
        this.brush = Math.min(Math.max(request.percent, smallestBrush), largestBrush);
        return;
      case 'undo':
        this.painted?.undo();
        return this.count();
      case 'invert':
        return this.change(mask => mask.invert());
      case 'clear':
        return this.change(mask => mask.clear());
      case 'done':
        return this.finish();
    }
  }

  private paintTo(to: Point, mode: BrushMode): void {
    this.painted?.stroke(this.at, to, this.radius, mode);
    this.at = to;
  }

  private change(change: (mask: RegionMask) => void): void {
    if (!this.painted) return;
    this.painted.remember();
    change(this.painted);
    this.count();
  }

  private finish(): void {
    const { painted } = this;
    // An unchanged region stays as it is: it may be an image file.
    if (!painted?.isChanged) return emitIntent(this, { kind: 'cancelRegion' });
    const isEmpty = painted.coverage() < leastCoverage;
    emitIntent(this, {
      kind: 'setRegion',
      region: isEmpty ? null : { kind: 'painted', uri: painted.toDataUri() },
    });
  }

  private count(): void {
    this.coverage = this.painted?.coverage() ?? 0;
    this.canUndo = this.painted?.canUndo ?? false;
    this.begun ||= this.canUndo;
  }

  /** Radius of the brush in pixels of the mask. */
  private get radius(): number {
    const { width, height } = this.painted?.size ?? { width: 1, height: 1 };
    return (Math.max(width, height) * this.brush) / 200;
  }

  private pointOf({ clientX, clientY }: PointerEvent): Point {
    const box = this.frame.getBoundingClientRect();
    const { width, height } = this.painted!.size;
    return { x: ((clientX - box.left) / box.width) * width, y: ((clientY - box.top) / box.height) * height };
  }

  /** Places and sizes the ring that shows the brush. */
  private placeRing(): void {
    const { painted, ring, frame } = this;
    if (!painted) return;
    ring.hidden = false;
    const scale = frame.clientWidth / painted.size.width;
    const diameter = 2 * this.radius * scale;
    ring.style.width = ring.style.height = `${diameter}px`;
    ring.style.transform = `translate(${this.at.x * scale - diameter / 2}px, ${this.at.y * scale - diameter / 2}px)`;
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.viewport;
    this.viewportSize = { width: clientWidth, height: clientHeight };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-region-painter': RegionPainter;
  }
}
