import type { RunRecord } from '../../../src/shared/messages/output';
import { modelLabel } from '../network/networkStore';
import type { RunRequest } from '../stylizer';

/** The record that a saved picture carries of how it was made. */
export function runRecord(
  { content, style, styleWeight = 1, moreStyles = [], model, recipe }: RunRequest,
  made: Pick<RunRecord, 'software' | 'device' | 'epochs'>,
): RunRecord {
  return {
    ...made,
    content: content.name,
    style: style.name,
    styleWeight,
    moreStyles: moreStyles.map(({ image, weight, region }) => ({
      name: image.name,
      weight,
      ...(region && { region: region.name }),
    })),
    model: modelLabel(model),
    recipe,
  };
}
