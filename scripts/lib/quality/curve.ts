import type { EpochReport } from '../../../src/shared/messages/epochReport';

/** The loss curve of a run over the seconds that its epochs took, as rows of a table. */
export class Curve {
  private readonly rows: string[] = [];
  private elapsed = 0;

  constructor(private readonly name: string) {}

  /** @param epochMs milliseconds per epoch, averaged over the batch */
  add(reports: readonly EpochReport[], epochMs: number): void {
    for (const { epoch, style, content, variation, total } of reports) {
      this.elapsed += epochMs / 1000;
      const values = [this.elapsed, style, content, variation, total].map(value => value.toPrecision(6));
      this.rows.push([JSON.stringify(this.name), epoch + 1, ...values].join(','));
    }
  }

  get seconds(): number {
    return this.elapsed;
  }

  /** The rows as CSV, without the heading. */
  get csv(): string {
    return this.rows.map(row => `${row}\n`).join('');
  }
}

export const curveHeading = 'run,epoch,seconds,style,content,variation,total\n';
