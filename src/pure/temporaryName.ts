const form = /^\.pastiche-(?:[0-9a-f]{16}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** A name for a file that is being written; no other program has the same. */
export function temporaryName(): string {
  return `.pastiche-${crypto.randomUUID()}.tmp`;
}

/** True for a name that `temporaryName` or `claimNames` made. */
export function isTemporaryName(name: string): boolean {
  return form.test(name);
}

/** Names of the files by which windows claim a name where the file system cannot decide: what they begin with, and our own. */
export async function claimNames(name: string): Promise<{ readonly prefix: string; readonly own: string }> {
  // Many file systems ignore case, and a long name leaves no room for more than its hash.
  const bytes = new TextEncoder().encode(name.toLowerCase());
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, 8);
  const prefix = `.pastiche-${[...hash].map(byte => byte.toString(16).padStart(2, '0')).join('')}-`;
  return { prefix, own: `${prefix}${crypto.randomUUID()}.tmp` };
}
