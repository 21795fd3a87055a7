import { type TelemetryPurpose, telemetryPurposes } from '../wire/purposes.ts';
import { type Kept, nothingKept, type Waiting } from './kept.ts';

/** Where each purpose keeps its own, on the visitor's device. */
export interface Shelf {
  /** Runs `work` on what is kept as one step between all tabs, stores what it changed, and answers what it answered. */
  change<T>(purpose: TelemetryPurpose, work: (kept: Kept) => T): Promise<T>;
  erase(purpose: TelemetryPurpose): void;
  /** The keys of all that lies here; the purposes themselves where nothing can be read. */
  look(): Promise<string>;
  /**
   * Stores what waits, what was claimed and counted for it, and what has arrived, of a page that goes away. It reads
   * nothing and waits for nothing: a page in the back/forward cache with a transaction open is thrown out of it by the
   * next page that wants one.
   */
  note(purpose: TelemetryPurpose, waiting: Waiting[]): void;
  /** What this tab saw last, for a page that goes away and cannot wait. */
  lastSeen(purpose: TelemetryPurpose): Kept;
}

/** What a purpose keeps lies here, and each note to it after a space and its id. */
const keyOf = (purpose: TelemetryPurpose) => `telemetry:${purpose}`;

const heard = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, onerror) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror }));

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
  /** What was claimed and counted in a note that is still on its way into the storage: it holds already. */
  const left: Partial<Record<TelemetryPurpose, Partial<Kept>>> = {};
  let opening: Promise<IDBDatabase> | undefined;
  /** The keys of all that lay here at this page's first step, until somebody has asked: one transaction less. */
  let keys: IDBRequest<IDBValidKey[]> | null | undefined;
  /** The store in a transaction of its own. */
  const open = async () => {
    opening ??= heard(
      Object.assign(indexedDB.open(name), {
        onupgradeneeded: ({ target }: Event) => (target as IDBOpenDBRequest).result.createObjectStore('keyval'),
      }),
    );
    return (await opening).transaction('keyval', 'readwrite').objectStore('keyval');
  };
  /** Stores what `work` makes of all that lies under the key and notes to it, as one step; nothing else stays there. */
  async function step(purpose: TelemetryPurpose, work: (stored: readonly Partial<Kept>[]) => Kept | undefined) {
    const objects = await open();
    const key = keyOf(purpose);
    const range = IDBKeyRange.bound(key, `${key}~`);
    const read: IDBRequest<Partial<Kept>[]> = objects.getAll(range);
    if (keys === undefined) keys = objects.getAllKeys();
    const stored = await heard(read);
    try {
      const next = work(stored);
      // Only notes (nothing was sent yet by them) lie elsewhere: mostly what is put replaces all there is.
      if (!next || stored.some(({ sent }) => sent == null)) objects.delete(range);
      if (next) objects.put(next, key);
      // A page that goes away posts it before this has ended: undone, it would be counted anew by the next.
      objects.transaction.commit();
    } catch {
      // What lies there is not ours, or cannot be replaced: the step rejects, and the page hears nothing of it.
      objects.transaction.abort();
    }
    await new Promise((oncomplete, onabort) => Object.assign(objects.transaction, { oncomplete, onabort }));
  }
  return {
    lastSeen,
    async look() {
      try {
        const known = keys?.readyState === 'done' ? keys.result : await heard((await open()).getAllKeys());
        keys = null;
        return known.join();
      } catch {
        return telemetryPurposes.join();
      }
    },
    async change(purpose, work) {
      // One of the two branches below runs the work.
      let answer!: ReturnType<typeof work>;
      try {
        await step(purpose, (stored) => {
          const kept = nothingKept();
          const told = { arrived: lastSeen(purpose).arrived };
          for (const { outbox = [], arrived = [], made, ...rest } of stored.concat(left[purpose] ?? {}, told)) {
            // Another tab may have gone on with the visit since the page that left the note looked.
            if (made && (kept.visit?.at ?? 0) <= (rest.visit?.at ?? 0)) {
              if (kept.madeIn !== rest.madeIn) kept.made = {};
              Object.assign(kept, rest);
            }
            if (kept.madeIn === rest.madeIn) Object.assign(kept.made, made);
            kept.outbox.push(...outbox);
            kept.arrived.push(...arrived);
          }
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
    async note(purpose, waiting) {
      const kept: Partial<Kept> = seen[purpose]?.lasting ? seen[purpose] : {};
      const { outbox, arrived, sent, quietUntil, ...counted } = kept;
      kept.arrived = [];
      left[purpose] = counted;
      try {
        const objects = await open();
        objects.put({ ...counted, arrived, outbox: waiting }, `${keyOf(purpose)} ${Math.random()}`);
        objects.transaction.oncomplete = () => delete left[purpose];
        objects.transaction.commit();
      } catch {
        // Nothing lasts: it is posted, and that is all.
      }
    },
    async erase(purpose) {
      delete seen[purpose];
      delete left[purpose];
      try {
        await step(purpose, () => {
          delete seen[purpose]; // once more: a change that was under way has looked at it since
          return undefined;
        });
      } catch {
        // Nothing can lie in a storage that does not open.
      }
    },
  };
}
