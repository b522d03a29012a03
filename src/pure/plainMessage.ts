/** An invisible character that joins what it stands between (U+2060), so that the text looks and wraps as before. */
const wordJoiner = '\u2060';

/**
 * A message in which nothing is a link. VS Code makes a link of `[text](command:…)` in a notification, and a person who clicks it
 * runs the command, also in an untrusted workspace; a file's or folder's name may have just that form.
 */
export function plainMessage(text: string): string {
  return text.replaceAll('](', `]${wordJoiner}(`);
}
