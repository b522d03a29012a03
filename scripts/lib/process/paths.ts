import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const repoRoot = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Pictures that tests and the demo make of what they see. */
export const screenshotFolder = join(repoRoot, 'out', 'screenshots');
