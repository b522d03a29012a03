/** Most letters of a value that a message quotes: as many as fit into a line. */
const mostLetters = 80;

/**
 * A value from outside as a message quotes it: a text in quotation marks, anything else as JSON. A long one ends in an ellipsis,
 * since a notification or a terminal would show little beside it.
 */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return `"${shortened(value)}"`;
  return shortened(JSON.stringify(value) ?? String(value));
}

/** The beginning of a text that is too long to be quoted, with an ellipsis; any other as it is. */
export function shortened(text: string): string {
  // Letters outside the basic plane are two code units, of which none is kept alone.
  return text.length > mostLetters ? `${text.slice(0, mostLetters).replace(/[\uD800-\uDBFF]$/, '')}…` : text;
}
