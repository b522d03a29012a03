import * as v from 'valibot';
import { errorCodes, type PlainError } from '../errors';

/** An error as it crosses a boundary. */
export const plainErrorSchema: v.GenericSchema<unknown, PlainError> = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  remedy: v.optional(v.string()),
  stack: v.optional(v.string()),
});
