import type * as vscode from 'vscode';

/** An image that a picker offers, or a line that says why there is none. */
export type ImageChoice =
  | {
      readonly kind: 'image';
      readonly uri: vscode.Uri;
      readonly label: string;
      readonly description?: string | undefined;
      /** False where decoding it for a thumbnail would take too long. */
      readonly hasThumbnail: boolean;
    }
  | {
      readonly kind: 'problem';
      readonly label: string;
      readonly description: string;
      /** Key of the setting to change. */
      readonly setting: string;
    };

/** A section of a picker. */
export interface ChoiceSource {
  readonly title: string;
  list(token: vscode.CancellationToken): Promise<readonly ImageChoice[]>;
}

export interface ChoiceSection {
  readonly title: string;
  readonly choices: readonly ImageChoice[];
}

/** Sections without the empty ones, in their order; an image is listed only in the first section that has it. */
export function withoutRepeats(sections: readonly ChoiceSection[]): readonly ChoiceSection[] {
  const seen = new Set<string>();
  const isNew = (choice: ImageChoice): boolean => {
    if (choice.kind === 'problem') return true;
    const uri = choice.uri.toString();
    return !seen.has(uri) && Boolean(seen.add(uri));
  };
  return sections
    .map(({ title, choices }) => ({ title, choices: choices.filter(isNew) }))
    .filter(({ choices }) => choices.length > 0);
}
