import { createStore, promisifyRequest } from 'idb-keyval';
import type { TelemetryPurpose } from '../wire/purposes.ts';
import { type Kept, nothingKept } from './kept.ts';

/** Where each purpose keeps its own, on the visitor's device. */
export interface Shelf {
  /** Runs `work` on what is kept as one step between all tabs, stores what it changed, and answers what it answered. */
  change<T>(purpose: TelemetryPurpose, work: (kept: Kept) => T): Promise<T>;
  erase(purpose: TelemetryPurpose): void;
  /** Runs `work` unless another tab is at it; without Web Locks always, and the ids of batches make that harmless. */
  alone(work: () => Promise<void>): void;
  /** What this tab saw last, for a page that goes away and cannot wait. */
  lastSeen(purpose: TelemetryPurpose): Kept;
}

const keyOf = (purpose: TelemetryPurpose) => `telemetry:${purpose}`;

/**
 * The shelf in IndexedDB: database and store are the ones the receipts lie in.
 *
 * A read-write transaction is the lock: the browser runs those of all tabs one after the other. Where the storage is
 * blocked or full, what is kept lives as long as the page, and says so by `lasting`. Never rejects.
 */
export function createShelf(name = 'kelisim'): Shelf {
  const store = createStore(name, 'keyval');
  const seen: Partial<Record<TelemetryPurpose, Kept>> = {};
  const blocked: typeof seen = {};
  const inMemory = (purpose: TelemetryPurpose) => {
    blocked[purpose] ??= { ...nothingKept(), lasting: false };
    return blocked[purpose];
  };
  return {
    lastSeen: (purpose) => seen[purpose] ?? inMemory(purpose),
    async change(purpose, work) {
      // One of the two branches below runs the work.
      let answer!: ReturnType<typeof work>;
      try {
        await store('readwrite', (objects) => {
          const read: IDBRequest<Kept | undefined> = objects.get(keyOf(purpose));
          read.onsuccess = () => {
            const kept = read.result ?? nothingKept();
            seen[purpose] = kept;
            answer = work(kept);
            objects.put(kept, keyOf(purpose));
          };
          return promisifyRequest(objects.transaction);
        });
      } catch {
        // No lasting storage: the same work on what the page itself remembers.
        // Not on what was seen: the work has perhaps changed that already.
        delete seen[purpose];
        answer = work(inMemory(purpose));
      }
      return answer;
    },
    alone(work) {
      if (navigator.locks) navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && work());
      else work();
    },
    async erase(purpose) {
      delete seen[purpose];
      delete blocked[purpose];
      try {
        await store('readwrite', (objects) => objects.delete(keyOf(purpose)));
      } catch {
        // Nothing can lie in a storage that does not open.
      }
    },
  };
}
