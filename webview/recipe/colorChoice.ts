import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { recipeOptions } from '../../src/shared/recipe/recipe';
import { colorPreview, type Colors } from './colorPreview';
import { emitIntent } from '../actions/intents';
import { sharedStyles } from '../components/sharedStyles';

const option = recipeOptions.colors;

/** Short labels under the previews; the option's whole sentence is the tooltip. */
const labels: Readonly<Record<Colors, string>> = {
  style: 'Style',
  content: 'Content',
  matched: 'Matched',
};
const choices = Object.keys(labels) as readonly Colors[];

/** Width of a preview, px: twice its width in CSS pixels, for screens of high density. */
const width = 144;
const height = 108;

/** The choice of colours, with a preview of each made from the person's own images. */
@customElement('pastiche-color-choice')
export class ColorChoice extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      .choices {
        display: grid;
        gap: 8px;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        margin-top: 4px;
      }

      button {
        background: none;
        border: 0;
        border-radius: 4px;
        color: inherit;
        cursor: pointer;
        display: grid;
        font: inherit;
        font-size: 0.92em;
        gap: 3px;
        grid-template-columns: minmax(0, 1fr);
        padding: 0 0 1px;
        text-align: center;
      }

      canvas {
        aspect-ratio: 4 / 3;
        background: color-mix(in srgb, var(--vscode-foreground) 6%, transparent);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 4px;
        display: block;
        outline: 2px solid transparent;
        width: 100%;
      }

      button:hover canvas {
        outline-color: color-mix(in srgb, var(--vscode-foreground) 40%, transparent);
      }

      button[aria-checked='true'] canvas {
        outline-color: var(--vscode-focusBorder);
      }

      button[aria-checked='true'] {
        font-weight: 600;
      }
    `,
  ];

  @property() value: Colors = 'style';
  /** Urls of the content image and of the first style image; empty until they are read. */
  @property() content = '';
  @property({ attribute: 'style-url' }) styleUrl = '';
  @state() private pixels: { content: Uint8ClampedArray; style: Uint8ClampedArray } | null = null;

  override render(): TemplateResult {
    return html`<span id="label" title=${option.description}>${option.label}</span>
      <div class="choices" role="radiogroup" aria-labelledby="label" @keydown=${this.pressKey}>
        ${choices.map(
          choice =>
            html`<button
              id=${choice}
              role="radio"
              aria-checked=${choice === this.value ? 'true' : 'false'}
              aria-label=${option.choices[choice]}
              tabindex=${choice === this.value ? 0 : -1}
              title=${option.choices[choice]}
              @click=${() => this.choose(choice)}
            >
              <canvas width=${width} height=${height}></canvas>
              <span class="cut">${labels[choice]}</span>
            </button>`,
        )}
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('content') || changed.has('styleUrl')) void this.look();
    if (changed.has('pixels')) this.draw();
  }

  private async look(): Promise<void> {
    const { content, styleUrl } = this;
    this.pixels = null;
    if (!content || !styleUrl) return;
    // A broken image is reported elsewhere; the choice then shows its labels alone.
    const [a, b] = await Promise.all([pixelsOf(content), pixelsOf(styleUrl)]).catch(() => [null, null]);
    if (a && b && content === this.content && styleUrl === this.styleUrl)
      this.pixels = { content: a, style: b };
  }

  private draw(): void {
    for (const choice of choices) {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`#${choice} canvas`);
      const context = canvas?.getContext('2d');
      context?.clearRect(0, 0, width, height);
      if (!this.pixels) continue;
      const { content, style } = this.pixels;
      const picture = new ImageData(
        new Uint8ClampedArray(colorPreview(content, style, choice)),
        width,
        height,
      );
      context?.putImageData(picture, 0, 0);
    }
  }

  /** Moves the choice by the arrow keys, as radio buttons do. */
  private pressKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowDown: 1,
      ArrowLeft: -1,
      ArrowUp: -1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = choices[(choices.indexOf(this.value) + step + choices.length) % choices.length]!;
    this.choose(next);
    this.renderRoot.querySelector<HTMLElement>(`#${next}`)?.focus();
  }

  private choose(choice: Colors): void {
    if (choice !== this.value) emitIntent(this, { kind: 'setOption', key: 'colors', text: choice });
  }
}

/** RGBA of an image, scaled and cropped to a preview. */
async function pixelsOf(url: string): Promise<Uint8ClampedArray> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  const scale = Math.max(width / image.naturalWidth, height / image.naturalHeight);
  const [w, h] = [image.naturalWidth * scale, image.naturalHeight * scale];
  context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
  return context.getImageData(0, 0, width, height).data;
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-color-choice': ColorChoice;
  }
}
