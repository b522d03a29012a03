/** The bytes of a data uri in base64. */
export function bytesOfDataUri(uri: string): Uint8Array<ArrayBuffer> {
  const letters = atob(uri.slice(uri.indexOf(',') + 1));
  return Uint8Array.from(letters, letter => letter.charCodeAt(0));
}
