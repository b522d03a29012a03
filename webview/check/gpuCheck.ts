import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { verdictOf, type GpuReport } from '../../src/shared/gpu/gpuReport';
import { reportTables, type ReportTable } from '../../src/shared/gpu/gpuReportText';
import '../components/callout';
import { sharedStyles } from '../components/sharedStyles';
import { gpuCheckStyles } from './gpuCheckStyles';

/** Tables that are shown folded, being long and read by few people. */
const folded = new Set(['Limits', 'Features']);

/**
 * The report of **Check GPU**: the verdict, then all tables.
 * @fires pastiche-again when the person asks for another check
 * @fires pastiche-copy when the report is to be copied
 */
@customElement('pastiche-gpu-check')
export class GpuCheck extends LitElement {
  static override styles = [sharedStyles, gpuCheckStyles];

  @property({ attribute: false }) report: GpuReport | null = null;
  /** The step under way and its progress from 0 to 1; null while nothing is being checked. */
  @property({ attribute: false }) step: { readonly text: string; readonly fraction: number } | null = null;
  @property({ attribute: false }) problem: string | null = null;

  @property({ type: Boolean }) copied = false;

  override render(): TemplateResult {
    const { report, step, problem } = this;
    return html`<main data-state=${step ? 'checking' : report ? 'reported' : problem ? 'failed' : 'idle'}>
      <header>
        <h1>GPU check</h1>
        <span class="muted" role="status">${this.copied ? 'Report copied' : nothing}</span>
        <vscode-button icon="copy" secondary ?disabled=${!report} @click=${() => this.tell('copy')}
          >Copy Report</vscode-button
        >
        <vscode-button icon="refresh" secondary ?disabled=${step !== null} @click=${() => this.tell('again')}
          >Check Again</vscode-button
        >
      </header>
      ${step ? progress(step) : nothing}
      ${problem ? callout('error', 'The GPU could not be checked', problem) : nothing}
      ${report ? this.found(report) : nothing}
    </main>`;
  }

  private found(report: GpuReport): TemplateResult {
    const { severity, heading, text } = verdictOf(report);
    return html`${callout(severity, heading, text)} ${reportTables(report).map(table)}`;
  }

  private tell(what: 'again' | 'copy'): void {
    this.dispatchEvent(new Event(`pastiche-${what}`));
  }
}

function progress({ text, fraction }: NonNullable<GpuCheck['step']>): TemplateResult {
  return html`<p role="status">${text}…</p>
    <vscode-progress-bar aria-label="Progress of the check" .value=${100 * fraction}></vscode-progress-bar>`;
}

function callout(severity: 'info' | 'warning' | 'error', heading: string, text: string): TemplateResult {
  return html`<pastiche-callout severity=${severity} .heading=${heading} .text=${text}></pastiche-callout>`;
}

function table({ title, rows }: ReportTable): TemplateResult {
  return html`<details ?open=${!folded.has(title)}>
    <summary><h2>${title}</h2></summary>
    <table>
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr class=${value.startsWith('✗') ? 'wrong' : ''}>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'pastiche-gpu-check': GpuCheck;
  }
}
