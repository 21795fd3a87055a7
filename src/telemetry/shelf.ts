import { createStore, del, update } from 'idb-keyval';
import type { TelemetryPurpose } from '../wire/purposes.ts';
import { type Kept, nothingKept } from './kept.ts';

/** Where each purpose keeps its own, on the visitor's device. */
export interface Shelf {
  /** Runs `work` on what is kept as one step between all tabs, stores what it changed, and answers what it answered. */
  change<T>(purpose: TelemetryPurpose, work: (kept: Kept) => T): Promise<T>;
  erase(purpose: TelemetryPurpose): Promise<void>;
  /** What this tab saw last, for a page that goes away and cannot wait. */
  lastSeen(purpose: TelemetryPurpose): Kept;
}

/**
 * The shelf in IndexedDB: database and store are the ones the receipts lie in.
 *
 * A read-write transaction is the lock: the browser runs those of all tabs one after the other. Where the storage is
 * blocked or full, what is kept lives as long as the page, and says so by `lasting`. Never rejects.
 */
export function createShelf(): Shelf {
  const store = createStore('kelisim', 'keyval');
  const seen: Partial<Record<TelemetryPurpose, Kept>> = {};
  const lastSeen = (purpose: TelemetryPurpose) => {
    seen[purpose] ??= { ...nothingKept(), lasting: false };
    return seen[purpose];
  };
  return {
    lastSeen,
    async change(purpose, work) {
      // One of the two branches below runs the work.
      let answer!: ReturnType<typeof work>;
      try {
        await update<Kept>(
          `telemetry:${purpose}`,
          (kept = nothingKept()) => {
            seen[purpose] = kept;
            answer = work(kept);
            return kept;
          },
          store,
        );
      } catch {
        // No lasting storage: the same work on what the page itself remembers.
        const kept = lastSeen(purpose);
        kept.lasting = false;
        answer = work(kept);
      }
      return answer;
    },
    erase(purpose) {
      delete seen[purpose];
      return del(`telemetry:${purpose}`, store).catch(() => {
        // Nothing can lie in a storage that does not open.
      });
    },
  };
}
