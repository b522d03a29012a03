import * as v from 'valibot';
import { plainErrorSchema } from '../messages/plainErrorSchema';
import type { Schemas } from '../messages/rpc';
import type { CheckHostApi, CheckPageApi } from './gpuCheckProtocol';
import type { GpuReport } from './gpuReport';

/** A number; the messages are JSON, in which infinity is null. */
const number = v.pipe(
  v.nullable(v.number()),
  v.transform(value => value ?? Infinity),
);

const report: v.GenericSchema<unknown, GpuReport> = v.object({
  software: v.string(),
  system: v.string(),
  problem: v.exactOptional(v.object({ reason: v.string(), remedy: v.string() })),
  adapter: v.exactOptional(
    v.object({
      label: v.string(),
      software: v.boolean(),
      details: v.record(v.string(), v.string()),
      features: v.array(v.string()),
      limits: v.record(v.string(), number),
    }),
  ),
  speed: v.exactOptional(
    v.object({
      products: v.array(v.object({ tiling: v.string(), operationsPerSecond: number })),
      bytesPerSecond: number,
      secondsPerLaunch: number,
    }),
  ),
  kernels: v.array(
    v.object({
      name: v.string(),
      precision: v.picklist(['f32', 'f16']),
      error: v.exactOptional(number),
      passed: v.boolean(),
      problem: v.exactOptional(v.string()),
    }),
  ),
});

/** What the extension host takes from the page of **Check GPU**. */
export const checkHostSchemas: Schemas<CheckHostApi> = {
  ready: v.null(),
  copy: v.object({ text: v.string() }),
  reported: report,
  failed: plainErrorSchema,
};

/** What the page of **Check GPU** takes from the extension host. */
export const checkPageSchemas: Schemas<CheckPageApi> = { checkAgain: v.null() };
