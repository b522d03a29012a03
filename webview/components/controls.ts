import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { emitIntent } from '../actions/intents';
import type { StudioPhase } from '../state/runView';
import { sharedStyles } from './sharedStyles';

type ControlKind = 'start' | 'pause' | 'resume' | 'stop' | 'save' | 'again';

/** A button. Buttons of the same `slot` replace one another, so that Pause becomes Resume without losing keyboard focus. */
interface Control {
  readonly slot: 'main' | 'stop' | 'save' | 'again';
  readonly kind: ControlKind;
  readonly label: string;
  readonly icon: string;
  readonly title: string;
  readonly disabled?: boolean;
  readonly primary?: boolean;
  readonly spins?: boolean;
}

/** The buttons that steer the run. */
@customElement('pastiche-controls')
export class Controls extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      /* Buttons are switched off without "disabled", which would take the keyboard focus away in the middle of a run. */
      vscode-button[aria-disabled='true'] {
        opacity: 0.4;
        pointer-events: none;
      }

      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }

      /* Four buttons have to fit side by side: the last one's icon says enough, with its label as a tooltip. */
      @container (max-width: 479.9px) {
        [data-place='again'] .label {
          display: none;
        }
      }

      @container (max-width: 399.9px) {
        [data-place='stop'] .label {
          display: none;
        }
      }
    `,
  ];

  @property() phase: StudioPhase = 'idle';
  /** True while epochs run or are paused, so that the run can be paused, stopped and saved. */
  @property({ type: Boolean }) steerable = false;
  @property({ type: Boolean, attribute: 'has-image' }) hasImage = false;
  /** True when the picture as it is now has been written. */
  @property({ type: Boolean }) saved = false;
  @property({ type: Boolean }) saving = false;
  /** True where nothing is to move by itself. */
  @property({ type: Boolean }) calm = false;
  /** True where a run that failed can go on where it was. */
  @property({ type: Boolean }) resumable = false;
  /** True where a run that prepares has an image already, which Stop keeps. */
  @property({ type: Boolean }) keeps = false;
  /** True where nothing can start: there is no job, or the recipe has an invalid option. */
  @property({ type: Boolean }) blocked = false;

  override render(): TemplateResult {
    return html`<div class="controls" role="group" aria-label="Run">
      ${repeat(
        this.controls(),
        control => control.slot,
        control => this.button(control),
      )}
    </div>`;
  }

  private controls(): readonly Control[] {
    const { phase } = this;
    if (phase === 'idle') return [this.main()];
    if (phase === 'finished') return [this.main(), this.save()];
    if (this.goesOn)
      return this.hasImage ? [this.main(), this.save(), this.again()] : [this.main(), this.again()];
    if (phase === 'failed') return this.hasImage ? [this.main(), this.save()] : [this.main()];
    if (phase === 'preparing') return [this.main(), this.stop()];
    return [this.main(), this.stop(), this.save(), this.again()];
  }

  /** True where a run was broken off that can go on. */
  private get goesOn(): boolean {
    return this.phase === 'interrupted' || (this.phase === 'failed' && this.resumable);
  }

  private main(): Control {
    const { phase, steerable, blocked } = this;
    const slot = 'main';
    if (this.goesOn) {
      return {
        ...{ slot, kind: 'resume', label: 'Resume', icon: 'debug-continue', primary: true },
        title: 'Go on with the run where it was, with the recipe that it had',
      };
    }
    switch (phase) {
      case 'idle':
        return { slot, kind: 'start', label: 'Start', icon: 'play', ...startable(blocked), primary: true };
      case 'paused':
        return {
          slot,
          kind: 'resume',
          label: 'Resume',
          icon: 'debug-continue',
          title: 'Go on with the run',
          disabled: !steerable,
          primary: true,
        };
      case 'finished':
      case 'failed':
        return { ...this.again(), slot };
      default:
        return {
          slot,
          kind: 'pause',
          label: 'Pause',
          icon: 'debug-pause',
          title: 'Pause after the current epoch',
          disabled: !steerable,
        };
    }
  }

  private stop(): Control {
    const preparing = this.phase === 'preparing';
    const givesUp = preparing && !this.keeps;
    return {
      slot: 'stop',
      kind: 'stop',
      label: givesUp ? 'Cancel' : 'Stop and keep',
      icon: 'debug-stop',
      title: givesUp ? 'Give this run up' : 'End the run after the current epoch and keep its image',
      disabled: !preparing && !this.steerable,
    };
  }

  private save(): Control {
    const { saved, saving, hasImage, phase } = this;
    const ended = phase === 'finished' || phase === 'failed' || phase === 'interrupted';
    return {
      slot: 'save',
      kind: 'save',
      label: ended && saved ? 'Save As…' : 'Save',
      icon: saving ? 'loading' : 'save',
      spins: saving && !this.calm,
      title: saveTitle(ended, saved),
      disabled: saving || !hasImage,
      primary: phase === 'finished' && !saved,
    };
  }

  private again(): Control {
    return {
      slot: 'again',
      kind: 'again',
      label: 'Start again',
      icon: 'debug-restart',
      ...startable(this.blocked),
      ...(this.phase === 'running' || this.phase === 'paused'
        ? { title: 'Give this image up and start again with the recipe as it is now' }
        : {}),
    };
  }

  private button(control: Control): TemplateResult {
    return html`<vscode-button
      id=${control.kind}
      data-testid=${control.kind}
      data-place=${control.slot}
      title=${control.title}
      aria-label=${control.label}
      icon=${control.icon}
      ?icon-spin=${control.spins ?? false}
      ?secondary=${!control.primary}
      aria-disabled=${control.disabled ? 'true' : 'false'}
      @click=${() => this.press(control)}
      @keydown=${keepPageStill}
      ><span class="label">${control.label}</span></vscode-button
    >`;
  }

  private press({ kind, disabled }: Control): void {
    if (!disabled) emitIntent(this, { kind });
  }
}

function saveTitle(ended: boolean, saved: boolean): string {
  if (!ended) return 'Save the image as it is now; the run goes on';
  return saved ? 'Save the picture under another name, or as another type' : 'Save the picture';
}

function startable(blocked: boolean): { title: string; disabled: boolean } {
  return blocked
    ? { title: 'Correct the recipe first', disabled: true }
    : { title: 'Start with the recipe as it is now', disabled: false };
}

/** Keeps the space bar, which presses a button, from scrolling the page as well. */
function keepPageStill(event: KeyboardEvent): void {
  if (event.key === ' ') event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-controls': Controls;
  }
}
