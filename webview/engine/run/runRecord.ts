import type { RunRecord } from '../../../src/shared/messages/output';
import { modelLabel } from '../network/networkStore';
import type { RunRequest } from '../stylizer';

/** The record that a saved picture carries of how it was made. */
export function runRecord(
  { content, styles, model, recipe }: RunRequest,
  made: Pick<RunRecord, 'software' | 'device' | 'epochs'>,
): RunRecord {
  return {
    ...made,
    content: content.name,
    styles: styles.map(({ image, weight, region }) => ({
      name: image.name,
      weight,
      ...(region && { region: region.name }),
    })),
    model: modelLabel(model),
    recipe,
  };
}
