/**
 * A file's git blob id: SHA-1 of "blob LENGTH\0" and the file, in hexadecimal. Files are pinned by it because the public
 * repositories that publish them identify contents by it.
 */
export async function gitBlobId(bytes: Uint8Array): Promise<string> {
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const blob = new Uint8Array(header.length + bytes.length);
  blob.set(header);
  blob.set(bytes, header.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', blob));
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
}
