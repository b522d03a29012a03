import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { passedMs } from '../state/clock';
import { formatDuration, formatEstimate, roundEstimate } from '../../src/shared/durations';
import { formatEpochTime, formatMemory } from '../view/format';
import { averageEpochMs, epochMsAt, leftMs, scaleIndexAt } from '../state/pace';
import { memorySaving } from '../view/memorySaving';
import { phaseText, wentOnText } from '../view/phaseText';
import { standInTexts } from '../view/standInTexts';
import { idleRun, percentDone, type RunView } from '../state/runView';
import { emitIntent } from '../actions/intents';
import type { SavedImage } from '../../src/shared/messages/protocol';
import { sharedStyles } from './sharedStyles';

/**
 * The status of the run: phase and epoch, pace, time passed and left, device and model.
 * @fires pastiche-explain when the person opens or closes the explanation why this device is in use
 */
@customElement('pastiche-status')
export class StatusBar extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        gap: 2px;
        grid-template-columns: minmax(0, 1fr);
      }

      h1 {
        font-size: 1.25em;
        font-weight: 600;
        line-height: 1.3;
      }

      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        min-height: 1.4em;
      }

      .fact {
        align-items: center;
        display: inline-flex;
        gap: 4px;
        max-width: 100%;
        white-space: nowrap;
      }

      .device {
        gap: 8px;
      }

      .warning {
        color: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) run: RunView = idleRun;
  /** The file that this run's picture was written to; null until then. */
  @property({ attribute: false }) saved: SavedImage | null = null;
  /** Position in the queue, such as "Picture 2 of 4"; empty for a single picture. */
  @property() position = '';
  /** True while the explanation why this device is in use is open. */
  @property({ type: Boolean }) explains = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.tick(false);
  }

  override render(): TemplateResult {
    const { run } = this;
    return html`
      <h1 id="phase" class="numbers">${phaseText(run)}</h1>
      <div class="facts muted numbers">
        ${this.position ? html`<span class="fact">${this.position}</span>` : nothing}
        ${this.times().map(text => html`<span class="fact">${text}</span>`)} ${this.device()}
        ${this.precision()} ${this.memory()} ${this.network()} ${this.loss()}
        ${this.saved ? this.link(this.saved) : nothing}
      </div>
    `;
  }

  protected override updated(): void {
    this.tick(this.run.clock.tickingSince !== null);
  }

  private times(): readonly string[] {
    const { phase, clock, pace, load, epoch, step } = this.run;
    if (phase === 'idle') return ['Start to paint the content image in this style'];
    if (phase === 'interrupted') return ['Resume to go on where it was'];
    const passed = formatDuration(passedMs(clock, performance.now()));
    if (phase === 'preparing') return [`${passed} elapsed`];
    const ended = phase === 'finished' || phase === 'failed';
    const texts: string[] = [];
    const percent = percentDone(this.run);
    if (percent !== null && !ended) texts.push(`${percent} % done`);
    if (load.scales.length > 1 && !ended) {
      texts.push(`Coarse first: scale ${scaleIndexAt(load, epoch) + 1} of ${load.scales.length}`);
    }
    const epochMs = ended ? averageEpochMs(pace) : epochMsAt(pace, load, epoch);
    if (epochMs !== null) {
      texts.push(`${formatEpochTime(epochMs)} per epoch${ended ? ' on average' : ''}`);
    }
    // A run that failed before its first epoch took no time worth showing.
    if (!ended) texts.push(`${passed} elapsed`);
    else if (epoch > 0) texts.push(`${passed} in all`);
    const left = leftMs(pace, load, epoch);
    if (left !== null && step === 'epochs' && !ended) {
      const isVague = roundEstimate(left) === 0;
      texts.push(`${isVague ? '' : 'about '}${formatEstimate(left)} left`);
    }
    return texts;
  }

  private link({ uri, label }: SavedImage): TemplateResult {
    return html`<span class="fact"
      >Saved as
      <button
        id="saved"
        class="link cut"
        title=${`Open ${label}`}
        @click=${() => emitIntent(this, { kind: 'open', uri })}
      >
        ${label}
      </button></span
    >`;
  }

  private device(): TemplateResult | typeof nothing {
    const { device } = this.run;
    if (!device) return nothing;
    const title = [device.reason, device.remedy].filter(Boolean).join(' ') || `Computing on ${device.label}`;
    return html`<span id="device" class="fact device" title=${title}
      >${
        device.software
          ? html`<span class="fact warning"><vscode-icon name="warning"></vscode-icon>No GPU in use</span>`
          : html`<vscode-icon name="circuit-board"></vscode-icon>`
      }
      <span id="device-name" class="cut">${device.label}</span>
      ${device.reason ? this.why(device.remedy) : nothing}</span
    >`;
  }

  /** The precision where it is float16, or float32 although float16 was asked for. */
  private precision(): TemplateResult | typeof nothing {
    const { start } = this.run;
    if (!start || this.run.phase === 'idle') return nothing;
    const { precision, precisionNote } = start;
    if (precisionNote !== undefined) {
      return html`<span id="precision" class="fact warning" title=${precisionNote}
        ><vscode-icon name="warning"></vscode-icon>Float32</span
      >`;
    }
    if (precision === 'f32') return nothing;
    return html`<span
      id="precision"
      class="fact"
      title="Activations and gradients are stored in float16, sums are float32"
      >Float16</span
    >`;
  }

  /** The network where it is not VGG-19, with the reason. */
  private network(): TemplateResult | typeof nothing {
    const { start, vgg19 } = this.run;
    if (start?.model !== 'pocket') return nothing;
    const { brief, sentence } = standInTexts(vgg19);
    return html`<span id="pocket" class="fact" title=${sentence}
      ><vscode-icon name="package"></vscode-icon>Pocket network${brief ? `, ${brief}` : ''}</span
    >`;
  }

  /** That the device was lost and the run went on, which costs nothing but some seconds. */
  private loss(): TemplateResult | typeof nothing {
    const text = wentOnText(this.run);
    return text ? html`<span id="went-on" class="fact">${text}</span>` : nothing;
  }

  /** The forecast of memory, shown before the first epoch so that nobody waits for a run that is too large. */
  private memory(): TemplateResult | typeof nothing {
    const { start } = this.run;
    if (!start || this.run.phase === 'idle') return nothing;
    const saving = memorySaving(start);
    return html`<span
      id="memory"
      class="fact"
      title=${`The most memory that this run is expected to take.${saving ? ` ${saving.sentence}` : ''}`}
      >About ${formatMemory(start.peakBytes)}${saving ? `, ${saving.brief}` : ''}</span
    >`;
  }

  /** A button that opens the explanation of the device, which would take half the height of a small panel. */
  private why(remedy: string | undefined): TemplateResult {
    return html`<button
      id="explain"
      class="link"
      aria-expanded=${this.explains ? 'true' : 'false'}
      @click=${() => this.dispatchEvent(new Event('pastiche-explain'))}
    >
      ${remedy ? 'How to fix' : 'Why?'}
    </button>`;
  }

  /** Renders every second, so that the time passed goes on where an epoch takes a minute. */
  private tick(on: boolean): void {
    if (on) this.timer ??= setInterval(() => this.requestUpdate(), 1000);
    else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-status': StatusBar;
  }
}
