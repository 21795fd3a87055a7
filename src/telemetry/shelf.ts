import type { TelemetryPurpose } from '../wire/purposes.ts';
import { type Kept, nothingKept } from './kept.ts';

/** Where each purpose keeps its own, on the visitor's device. */
export interface Shelf {
  /** Runs `work` on what is kept as one step between all tabs, stores what it changed, and answers what it answered. */
  change<T>(purpose: TelemetryPurpose, work: (kept: Kept) => T): Promise<T>;
  erase(purpose: TelemetryPurpose): void;
  /** Runs `work`, which never rejects, unless another tab is at it; always, where the browser has no Web Locks. */
  alone(work: () => Promise<void>): Promise<unknown>;
  /** What this tab saw last, for a page that goes away and cannot wait. */
  lastSeen(purpose: TelemetryPurpose): Kept;
}

const keyOf = (purpose: TelemetryPurpose) => `telemetry:${purpose}`;

/**
 * The shelf in IndexedDB: database and store are the ones the receipts lie in.
 *
 * A read-write transaction is the lock: the browser runs those of all tabs one after the other. Where the storage is
 * blocked or full, what is kept lives as long as the page, and says so by `lasting`. Never rejects. By hand and not by
 * idb-keyval, whose store costs a returning visitor 42 bytes more.
 */
export function createShelf(name = 'kelisim'): Shelf {
  const seen: Partial<Record<TelemetryPurpose, Kept>> = {};
  const lastSeen = (purpose: TelemetryPurpose) => {
    seen[purpose] ??= { ...nothingKept(), lasting: false };
    return seen[purpose];
  };
  let opening: Promise<IDBDatabase> | undefined;
  /** Stores what `work` makes of what lies under `key`, as one step; what it makes nothing of is deleted. */
  async function step<T>(key: string, work: (stored: T | undefined) => T | undefined) {
    opening ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => request.result.createObjectStore('keyval');
      request.onsuccess = () => resolve(request.result);
      request.onerror = reject;
    });
    const objects = (await opening).transaction('keyval', 'readwrite').objectStore('keyval');
    const read: IDBRequest<T | undefined> = objects.get(key);
    await new Promise((resolve, reject) => {
      objects.transaction.oncomplete = resolve;
      objects.transaction.onabort = reject;
      read.onsuccess = () => {
        try {
          const next = work(read.result);
          if (next) objects.put(next, key);
          else objects.delete(key);
        } catch {
          // What lies there is not ours, or cannot be replaced: the step rejects, and the page hears nothing of it.
          objects.transaction.abort();
        }
      };
    });
  }
  return {
    lastSeen,
    async change(purpose, work) {
      // One of the two branches below runs the work.
      let answer!: ReturnType<typeof work>;
      try {
        await step<Kept>(keyOf(purpose), (stored) => {
          const kept = { ...nothingKept(), ...stored };
          seen[purpose] = kept;
          answer = work(kept);
          return kept;
        });
      } catch {
        // No lasting storage: the same work on what the page itself remembers.
        // Not on what was seen in the storage: the work has perhaps changed that already.
        if (seen[purpose]?.lasting) delete seen[purpose];
        answer = work(lastSeen(purpose));
      }
      return answer;
    },
    alone: (work) =>
      // Safari before 15.4 has no such locks, and a sandboxed frame may not use them: there the lease alone keeps tabs apart.
      navigator.locks?.request(name, { ifAvailable: true }, (lock) => lock && work()).catch(work) ?? work(),
    async erase(purpose) {
      delete seen[purpose];
      try {
        await step(keyOf(purpose), () => undefined);
      } catch {
        // Nothing can lie in a storage that does not open.
      }
    },
  };
}
