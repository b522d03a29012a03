import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const repoRoot = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Folder of the screenshots that tests and the demo take. */
export const screenshotFolder = join(repoRoot, 'out', 'screenshots');
