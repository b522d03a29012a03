/**
 * Calls `take` with each result once: those that come within `orderMs` in their own order, later ones as they come.
 * None may reject.
 */
export async function inOrderOfArrival<T>(
  promises: readonly Promise<T>[],
  orderMs: number,
  take: (result: T) => void,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const orderEnds = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, orderMs, 'late');
  });
  const late: Promise<void>[] = [];
  for (const promise of promises) {
    const first = await Promise.race([promise.then(result => ({ result })), orderEnds]);
    if (first === 'late') late.push(promise.then(take));
    else take(first.result);
  }
  clearTimeout(timer);
  await Promise.all(late);
}
