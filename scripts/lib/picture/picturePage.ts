import { join } from 'node:path';
import { repoRoot } from '../process/paths';

/** The page that the picture of the rooms stands in. */
export const picturePage = join(repoRoot, 'docs/architecture.md');

/** The page's text with another picture between its markers. */
export function withPicture(text: string, mermaid: string): string {
  return text.replace(
    /<!-- rooms -->[^]*<!-- \/rooms -->/,
    () => `<!-- rooms -->\n\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n\n<!-- /rooms -->`,
  );
}
