import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const repoRoot = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** SwiftShader, a Vulkan driver that needs no GPU, where Debian's Chromium installs it. */
export const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Folder of the screenshots that tests and the demo take. */
export const screenshotFolder = join(repoRoot, 'out', 'screenshots');
