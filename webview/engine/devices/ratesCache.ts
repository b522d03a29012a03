import type { RatesCache } from '../backends/webgpu/tuning/measuredRates';

const databaseName = 'pastiche';
const storeName = 'deviceRates';

/** Keeps rates in the browser's IndexedDB. Where it cannot be had, the rates are measured again, in a second or two. */
export const idbRates: RatesCache = {
  get: adapter => within<unknown>('readonly', store => store.get(adapter)).catch(() => undefined),
  set: (adapter, rates) =>
    within('readwrite', store => store.put(rates, adapter)).then(
      () => undefined,
      () => undefined,
    ),
};

async function within<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const opening = indexedDB.open(databaseName, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
  const database = await answered<IDBDatabase>(opening);
  try {
    return await answered<T>(ask(database.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    database.close();
  }
}

function answered<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T);
    request.onerror = () => reject(request.error as DOMException);
  });
}
