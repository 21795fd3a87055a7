import type { FormReceipt, Kept, Receipt } from '../wire/receipt.ts';

/** Something that was measured here, as it was or will be sent. */
export interface Told {
  /** Milliseconds since 1970; known only on this device. */
  readonly at: number;
  /** An event as the wire knows it. */
  readonly event: Readonly<Record<string, unknown>>;
  readonly waits: boolean;
}

/** All that lies in Kelisim's database on this device. */
export interface Device {
  /** The newest first, those of forms among them. */
  readonly receipts: readonly Kept<Receipt | FormReceipt>[];
  /** The newest first. */
  readonly told: readonly Told[];
  /** The visitor's surroundings, as they went along with the last batch that had them. */
  readonly env: Readonly<Record<string, string>> | undefined;
  /** Every entry as it lies there, to be taken along. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/**
 * Reads the database `kelisim`; asks nobody and works offline.
 *
 * Where there is none it stays so: looking must not leave a trace. Never rejects; what cannot be read is left out.
 */
export async function readDevice(): Promise<Device> {
  const raw = await readAll().catch((error) => {
    console.warn('kelisim: the storage does not open', error); // blocked: then nothing lies in it either
    return {};
  });
  const entries = Object.entries<unknown>(raw);
  const receipts = entries
    .filter(([key, value]) => /^(receipt|form):/.test(key) && (value as Kept)?.receipt)
    .map(([, value]) => value as Kept)
    .sort((a, b) => b.at - a.at);
  const kept = entries.filter(([key]) => key.startsWith('telemetry:')).map(([, value]) => value as KeptBatches);
  // Of these a page that went away knew that they had arrived; nobody has taken them out of the outbox since.
  const arrived = kept.flatMap(({ arrived = [] }) => arrived.map(({ head }) => head?.id));
  const batches = kept.flatMap(({ sent = '', outbox = [] }) => [
    ...`${sent}`.split('\n').flatMap((line) => readLine(line)),
    // What is held is on its way this moment; where it does not arrive it is let go.
    ...outbox.map((batch) => ({
      batch,
      waits: !arrived.includes(batch.head?.id) && (batch.heldUntil ?? 0) < Date.now(),
    })),
  ]);
  const told = batches
    .flatMap(({ batch, waits }) => (batch.events ?? []).map((event) => ({ at: event.at, event, waits })))
    .sort((a, b) => b.at - a.at);
  return {
    receipts,
    told,
    env: batches
      .map(({ batch }) => batch.head?.env)
      .filter(Boolean)
      .pop(),
    raw,
  };
}

interface KeptBatches {
  readonly sent?: string;
  readonly outbox?: readonly Batch[];
  readonly arrived?: readonly Batch[];
}

interface Batch {
  readonly heldUntil?: number;
  readonly head?: { readonly id?: string; readonly env?: Readonly<Record<string, string>> };
  readonly events?: readonly (Readonly<Record<string, unknown>> & { readonly at: number })[];
}

/** Nothing where the line is not whole. */
function readLine(line: string): { batch: Batch; waits: boolean }[] {
  try {
    return [{ batch: JSON.parse(line), waits: false }];
  } catch {
    return [];
  }
}

function readAll(): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('kelisim');
    let isNew = false;
    request.onupgradeneeded = () => {
      isNew = true;
      request.transaction?.abort();
    };
    request.onerror = (event) => {
      event.preventDefault(); // else Firefox calls it a fault of the page
      if (isNew) resolve({});
      else reject(request.error);
    };
    request.onsuccess = () => {
      const base = request.result;
      const found: Record<string, unknown> = {};
      const finish = () => {
        base.close();
        resolve(found);
      };
      if (!base.objectStoreNames.contains('keyval')) return finish();
      const cursor = base.transaction('keyval').objectStore('keyval').openCursor();
      cursor.onerror = finish;
      cursor.onsuccess = () => {
        const here = cursor.result;
        if (!here) return finish();
        found[String(here.key)] = here.value;
        here.continue();
      };
    };
  });
}
