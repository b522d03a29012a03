import type { FuzzTarget } from '../target';
import { argumentTargets } from './argumentTargets';
import { imageTargets } from './imageTargets';
import { keptTargets } from './keptTargets';
import { messageTargets } from './messageTargets';
import { modelTargets } from './modelTargets';
import { nameTargets } from './nameTargets';
import { recordTargets } from './recordTargets';
import { settingTargets } from './settingTargets';

/** Every parser, validator and protocol that takes what others wrote. */
export const fuzzTargets: readonly FuzzTarget[] = [
  ...imageTargets,
  ...recordTargets,
  ...settingTargets,
  ...keptTargets,
  ...messageTargets,
  ...modelTargets,
  ...nameTargets,
  ...argumentTargets,
];
