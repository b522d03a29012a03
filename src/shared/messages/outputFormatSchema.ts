import * as v from 'valibot';
import { outputTypes, type OutputFormat } from './output';

export const outputFormatSchema: v.GenericSchema<unknown, OutputFormat> = v.object({
  type: v.picklist(outputTypes),
  quality: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
});
