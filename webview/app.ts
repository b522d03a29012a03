import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { styleName, styleNames } from './state/jobStyles';
import { countWaiting, currentEntry, entryOf, isRestyled, type JobEntry, type Queue } from './state/queue';
import { isValid, sameRecipe } from './state/recipeDraft';
import { remediesFor } from './view/remedies';
import { hasImage, isActive, isSteerable, partDone, type RunView } from './state/runView';
import { spokenText } from './view/phaseText';
import { maskUrl, SignalWatcher, StudioState, urlOf, type Painting } from './state/studioState';
import { appLayout } from './appStyles';
import { sharedStyles } from './components/sharedStyles';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import './components/callout';
import './components/controls';
import './components/lossChart';
import './components/queueList';
import './recipe/recipePanel';
import './region/regionPainter';
import './components/section';
import './components/sources';
import './components/stage';
import './components/statusBar';

/**
 * The studio's root element, the only one that reads signals: it passes each element the part of the state that it shows.
 */
@customElement('pastiche-app')
export class PasticheApp extends SignalWatcher(LitElement) {
  static override styles = [sharedStyles, appLayout];

  @property({ attribute: false }) studio = new StudioState();
  /** True once the person has asked why this device is in use. */
  @state() private explainsDevice = false;
  private lastPainted: Painting | null = null;

  /** True where nothing is to move by itself, since VS Code is set to reduced motion. */
  @property({ type: Boolean, reflect: true }) calm = false;
  private readonly bodyClass = new MutationObserver(() => this.readBodyClass());

  override connectedCallback(): void {
    super.connectedCallback();
    this.readBodyClass();
    this.bodyClass.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.bodyClass.disconnect();
  }

  private readBodyClass(): void {
    this.calm = document.body.classList.contains('vscode-reduce-motion');
  }

  override render(): TemplateResult {
    const run = this.studio.run.get();
    const queue = this.studio.queue.get();
    const entry = currentEntry(queue);
    return html`
      <div class="layout">
        <header>
          <pastiche-status
            .run=${run}
            .saved=${run.phase === 'finished' ? (entry?.saved ?? null) : null}
            position=${positionOf(queue)}
            ?explains=${this.explainsDevice}
            @pastiche-explain=${() => (this.explainsDevice = !this.explainsDevice)}
          ></pastiche-status>
          ${this.controls(run, entry)} ${this.progress(run)}
        </header>
        ${this.callouts(run, entry)}
        <main>${this.stage(run, entry)} ${this.painter(queue)}</main>
        <aside>${this.side(run, entry)}</aside>
      </div>
      <div class="for-screen-readers" role="status">${this.spoken(run, entry)}</div>
    `;
  }

  protected override updated(): void {
    const run = this.studio.run.get();
    this.dataset['phase'] = run.phase;
    this.dataset['epoch'] = String(run.epoch);
    const painting = this.studio.painting.get();
    if (this.lastPainted && !painting) {
      void this.renderRoot.querySelector('pastiche-sources')?.focusRegion(this.lastPainted.index);
    }
    this.lastPainted = painting;
  }

  private controls(run: RunView, entry: JobEntry | undefined): TemplateResult {
    const { studio } = this;
    return html`<pastiche-controls
      .phase=${run.phase}
      ?steerable=${isSteerable(run)}
      ?has-image=${hasImage(run) || Boolean(entry?.unsaved)}
      ?resumable=${Boolean(entry?.interrupted)}
      ?keeps=${run.wentOnAt !== null}
      ?saved=${Boolean(entry?.saved && !entry.unsaved)}
      ?saving=${studio.saving.get()}
      ?calm=${this.calm}
      ?blocked=${!entry || !isValid(studio.draft.get())}
    ></pastiche-controls>`;
  }

  private progress(run: RunView): TemplateResult {
    const fraction = progressOf(run);
    return html`<vscode-progress-bar
      aria-label="Progress of the run"
      ?hidden=${!isActive(run)}
      ?indeterminate=${fraction === null}
      .value=${100 * (fraction ?? 0)}
    ></vscode-progress-bar>`;
  }

  private stage(run: RunView, entry: JobEntry | undefined): TemplateResult {
    const { studio } = this;
    const keptUrl = isActive(run) && run.epoch > 0 ? '' : (entry?.unsaved?.url ?? '');
    const content = entry ? studio.pictures.get().get(entry.job.content.uri) : undefined;
    return html`<pastiche-stage
      .canvas=${studio.canvas.get()}
      ?live=${run.epoch > 0 && run.phase !== 'preparing' && keptUrl === ''}
      .kept=${keptUrl}
      .content=${content?.kind === 'shown' ? content.url : ''}
      ?hidden=${studio.painting.get() !== null}
      .label=${entry ? `${entry.job.content.name} in the style of ${styleNames(entry.job)}` : ''}
      .width=${run.start?.width ?? 0}
      .height=${run.start?.height ?? 0}
      .longest=${(run.recipe ?? studio.draft.get().recipe).size}
      ?busy=${run.phase === 'preparing'}
      ?calm=${this.calm}
    ></pastiche-stage>`;
  }

  /** The region painter, which replaces the stage while a region is painted. */
  private painter(queue: Queue): TemplateResult | null {
    const pictures = this.studio.pictures.get();
    const painting = this.studio.painting.get();
    const entry = entryOf(queue, painting?.jobId ?? null);
    const style = entry?.job.styles[painting?.index ?? 0];
    if (!entry || !painting || !style) return null;
    const { content, styles } = entry.job;
    return html`<pastiche-region-painter
      .content=${urlOf(pictures.get(content.uri))}
      .mask=${maskUrl(style.region, pictures)}
      .styleName=${styleName(style.image)}
      .index=${painting.index}
      .others=${styles.flatMap(({ region }, index) =>
        region && index !== painting.index ? [{ index, url: maskUrl(region, pictures) }] : [],
      )}
    ></pastiche-region-painter>`;
  }

  private side(run: RunView, entry: JobEntry | undefined): TemplateResult {
    const { studio } = this;
    const draft = studio.draft.get();
    const queue = studio.queue.get();
    const pictures = studio.pictures.get();
    const { history, revision } = studio.losses.get();
    const differs = isActive(run) && run.recipe !== null && !sameRecipe(run.recipe, draft.recipe);
    return html`
      <pastiche-sources
        .job=${entry?.job ?? null}
        .pictures=${pictures}
        ?painting=${studio.painting.get() !== null}
        ?differs=${entry !== undefined && isRestyled(entry) && run.phase !== 'idle'}
        .waiting=${countWaiting(queue) - (entry?.status === 'waiting' ? 1 : 0)}
      ></pastiche-sources>
      ${
        queue.entries.length > 1
          ? html`<pastiche-section heading="Pictures" .count=${queue.entries.length}>
              <pastiche-queue .queue=${queue} ?saving=${studio.saving.get()}></pastiche-queue>
            </pastiche-section>`
          : nothing
      }
      <pastiche-section heading="Loss" ?hidden=${!isActive(run) && history.length === 0}>
        <pastiche-loss-chart .history=${history} .revision=${revision}></pastiche-loss-chart>
      </pastiche-section>
      <pastiche-section heading="Recipe">
        <pastiche-recipe
          .draft=${draft}
          .content=${urlOf(pictures.get(entry?.job.content.uri ?? ''))}
          .styleUrl=${urlOf(pictures.get(entry?.job.styles[0].image.uri ?? ''))}
          ?running=${isActive(run)}
          ?differs=${differs}
        ></pastiche-recipe>
      </pastiche-section>
    `;
  }

  private callouts(run: RunView, entry: JobEntry | undefined): TemplateResult {
    return html`<div class="callouts">
      ${this.failure(run, entry)} ${this.notice()} ${this.deviceNote(run)}
    </div>`;
  }

  private failure({ phase, error, recipe }: RunView, entry: JobEntry | undefined): TemplateResult | null {
    if (phase !== 'failed' || !error || !entry) return null;
    const draft = this.studio.draft.get();
    const kept = entry.unsaved && `The image of epoch ${entry.unsaved.image.epoch} is kept and can be saved.`;
    return html`<pastiche-callout
      id="failure"
      severity="error"
      heading=${`${entry.job.content.name} could not be stylized`}
      .text=${[error.message, error.remedy, kept].filter(Boolean).join(' ')}
      .remedies=${remediesFor(error, entry.job, recipe ?? draft.recipe)}
    ></pastiche-callout>`;
  }

  private notice(): TemplateResult | null {
    const notice = this.studio.notice.get();
    if (!notice) return null;
    const { severity, title, text, settingsQuery } = notice;
    const intent = { kind: 'openSettings', query: settingsQuery ?? '' };
    return html`<pastiche-callout
      severity=${severity}
      heading=${title}
      .text=${text}
      .remedies=${settingsQuery ? [{ label: 'Open Settings', icon: 'settings-gear', intent }] : []}
      closable
      .closeIntent=${{ kind: 'dismissNotice' }}
    ></pastiche-callout>`;
  }

  private deviceNote({ device }: RunView): TemplateResult | null {
    if (!this.explainsDevice || !device?.reason) return null;
    return html`<pastiche-callout
      id="device-note"
      severity=${device.software ? 'warning' : 'info'}
      heading=${device.software ? 'No GPU in use' : `Running on ${device.label}`}
      .text=${[device.reason, device.remedy].filter(Boolean).join(' ')}
      closable
      @pastiche-close=${() => (this.explainsDevice = false)}
    ></pastiche-callout>`;
  }

  private spoken(run: RunView, entry: JobEntry | undefined): string {
    const saved = run.phase === 'finished' && entry?.saved ? ` Saved as ${entry.saved.label}.` : '';
    return `${spokenText(run)}${saved}`;
  }
}

/** Progress of a run from 0 to 1, or null where it is unknown. */
function progressOf(run: RunView): number | null {
  if (run.phase === 'preparing') return run.fraction;
  if (run.step !== 'epochs') return null;
  return partDone(run);
}

function positionOf({ entries, currentId }: Queue): string {
  if (entries.length < 2) return '';
  return `Picture ${entries.findIndex(entry => entry.job.id === currentId) + 1} of ${entries.length}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-app': PasticheApp;
  }
}
