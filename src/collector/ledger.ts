import { join } from 'node:path';
import { periodOf } from '../wire/calendar.ts';
import { createBooks, createSites } from './books.ts';
import type { DeclaredLists } from './declared.ts';
import { type Disk, disk as realDisk } from './disk.ts';
import { charge, type Erased, type Erasure } from './erasing.ts';
import type { Admitted } from './fact.ts';
import { makeFolders, measureFolders, removeUnnamed } from './folder.ts';
import type { SiteLattice } from './lattice.ts';
import { cellCount } from './lattices.ts';
import { LogUnavailable, openLog, replay } from './log.ts';
import { readManifest } from './manifest.ts';
import { decodeRecord, encodeRecord, type LogRecord, type ReceiptCount } from './record.ts';
import { createReleasing, type Increment } from './releasing.ts';
import { openSeen } from './seen.ts';
import { readSnapshot } from './snapshot.ts';
import { createEngine, type Engine } from './stores/engine.ts';
import { openParquet } from './stores/parquet.ts';
import type { Store } from './stores/store.ts';
import { type TableTotal, totalsOf } from './totals.ts';
import { openKeys } from './words.ts';

export type { Erased, Erasure } from './erasing.ts';
export { LogUnavailable } from './log.ts';
export type { ReceiptCount } from './record.ts';
export type { TableTotal } from './totals.ts';

/** What the site's configuration declares: these values may stand readably in pending. */
export type Declared = DeclaredLists;

export interface LedgerSettings {
  /** Data folder, created if absent. */
  readonly folder: string;
  readonly sites: Readonly<Record<string, { readonly zone: string; readonly declared: Declared }>>;
  readonly k: number;
  readonly searchK: number;
  readonly searchDays: number;
  /** Under 600: every release is also a day's close. */
  readonly releaseSeconds: number;
  /** RAM-backed folder for the key, or null: memory only. */
  readonly runFolder: string | null;
  /** Whole months of released rows that are kept beside the running one; absent: all. */
  readonly retentionMonths?: number;
  readonly now?: () => number;
  readonly warn?: (line: string) => void;
  /** False: releases are made only by `release()`. */
  readonly timer?: boolean;
  /** The disk, for tests that fail or stop at any of its steps. */
  readonly disk?: Disk;
  /** The process's DuckDB, for several ledgers in one process; its owner closes it. Default: the ledger's own. */
  readonly engine?: Engine;
}

export interface Ledger {
  /** Resolves once the batch is on disk (fdatasync). Rejects with LogUnavailable when it cannot be written; service returns by itself. */
  accept(batch: Admitted): Promise<'stored' | 'repeated'>;
  /** The same for what a receipt adds to the consents report. */
  acceptReceipt(count: ReceiptCount): Promise<'stored' | 'repeated'>;
  /** Counts a refusal or a bot by reason in `quality` (in memory until the next snapshot). */
  countQuality(site: string, reason: string, count?: number): void;
  /** Makes a release now; rejects when it could not be written, with everything as before. */
  release(): Promise<void>;
  /**
   * Erases a site, or days of it, from what is released and what is pending; the log and its ids go with it as with a
   * release. Resolves once the old files are unlinked. Receipts stay: they are the owner's proof. Rejects when it could not
   * be written, with everything as before.
   */
  erase(erasure: Erasure): Promise<Erased>;
  /** Shows released rows only. */
  readonly store: Store;
  /** From here on `hear` is told what each release adds, once the store shows it; answers how to stop. */
  follow(hear: (increment: Increment) => void): () => void;
  status(): LedgerStatus;
  /** How many cells there are in memory; looks at every row of them, some milliseconds with 100,000. */
  cells(): number;
  /** Acknowledged, released and pending contributions by table, for the conservation check (K-02). */
  totals(): Promise<Readonly<Record<string, TableTotal>>>;
  /** Finishes what it has begun. */
  close(): Promise<void>;
}

export interface LedgerStatus {
  /** When the last release was; null before the first. */
  readonly released: number | null;
  readonly nextRelease: number;
  /** Whether the last attempt to write the log worked. */
  readonly ready: boolean;
  /** Bytes by folder, as of the last release. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** Shorter releases are for tests and the demo: each is also a day's close. Source: INTERFACE.md, KELISIM_RELEASE_SECONDS. */
const quickReleaseSeconds = 600;
/** A release that could not be written is tried again after so long at the latest. */
const retryMs = 60_000;

/**
 * Opens the ledger: what the collector has acknowledged, and what of it is released.
 *
 * The hot path: `accept` asks whether the batch's id is known (seen), appends the batch to the log, which syncs it
 * together with all that arrived meanwhile (log), and then counts it, in the order of the log, into the cells of its
 * site's lattice (cells, lattice); the 204 follows. Once an hour a release (releasing) turns to a new segment: the
 * counters as of that boundary rest while new batches are counted beside them (books); what k browsers made is
 * published (release) into new Parquet files (store), the rest is written as a snapshot, the ids too; the manifest,
 * renamed into place, makes it all true at once; only then are old segments and files unlinked and the new rows shown.
 * A crash at any moment leaves one manifest, whose snapshot, and the segments it does not contain, are everything that
 * was acknowledged.
 *
 * Throws a readable error on a folder that cannot be written, is broken, or was written by a newer version.
 */
export async function openLedger(settings: LedgerSettings): Promise<Ledger> {
  if (settings.engine) return openWith(settings, settings.engine);
  const engine = createEngine();
  try {
    return await openWith(settings, engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openWith(settings: LedgerSettings, engine: Engine): Promise<Ledger> {
  const { folder, now = Date.now, warn = () => undefined, disk = realDisk } = settings;
  const rules = { k: settings.k, searchK: settings.searchK, searchDays: settings.searchDays };
  const inFolder = (name: string, file = '') => join(folder, name, file);

  await makeFolders(folder);
  // While the log is read: the first question need not wait for it.
  const starting = settings.timer === false ? null : engine.start();
  starting?.catch(() => undefined);
  const manifest = await readManifest(disk, folder);
  await removeUnnamed(disk, folder, manifest);
  const sites = createSites(settings.sites);
  const keys = openKeys(settings.runFolder, warn);
  const seen = await openSeen(disk, inFolder('seen'), manifest.seen);
  /** The day that was the last closed one when a site that no manifest knows had its first batch. */
  const began = new Map<string, number>();
  const begin = (lattice: SiteLattice) => {
    lattice.period = periodOf(sites.moment(lattice.site, now()).day);
    began.set(lattice.site, sites.lastClosed(lattice.site, now()));
  };
  const books = createBooks(sites, (await readPending()).values(), begin);
  const recount = (bytes: Buffer) => {
    const record = decodeRecord(bytes, keys);
    const { id, day } = 'batch' in record ? record.batch : record.receipt;
    if (seen.has(id)) return;
    seen.add(id, day);
    books.count(record);
  };
  const next = await replay(disk, inFolder('log'), manifest.log, recount, warn);
  const log = openLog(disk, inFolder('log'), next);
  const store = openParquet(engine, disk, inFolder('released'), manifest.released);
  // A folder restored from a backup has released rows and no counters.
  if (manifest.pending === null) charge(books.base, await store.held());
  const { retentionMonths = null } = settings;
  const isQuick = settings.releaseSeconds < quickReleaseSeconds;
  const followers = new Set<(increment: Increment) => void>();
  const tell = (increment: Increment) => {
    for (const hear of followers) hear(increment);
  };
  const releasing = createReleasing(
    { folder, disk, log, seen, books, sites, keys, store, rules, isQuick, retentionMonths, began, warn, tell },
    { manifest, released: manifest.at, bytes: await measureFolders(disk, folder) },
  );
  let isReady = true;
  let isClosed = false;
  const inFlight = new Map<string, Promise<void>>();

  async function readPending(): Promise<ReadonlyMap<string, SiteLattice>> {
    if (manifest.pending === null) return new Map();
    const path = inFolder('pending', manifest.pending);
    try {
      return readSnapshot((await disk.read(path)) ?? Buffer.alloc(0), rules, sites.declared, keys);
    } catch (error) {
      const { message } = error as Error;
      throw new Error(`${path} cannot be read (${message}); restore the folder from a backup`, { cause: error });
    }
  }

  async function take(id: string, day: number, record: LogRecord): Promise<'stored' | 'repeated'> {
    if (isClosed) throw new LogUnavailable('the collector is closing');
    if (seen.has(id)) return 'repeated';
    const same = inFlight.get(id);
    if (same) {
      await same;
      return 'repeated';
    }
    const stored = log.append(encodeRecord(record, keys), () => {
      seen.add(id, day);
      books.count(record);
    });
    inFlight.set(id, stored);
    try {
      await stored;
      isReady = true;
    } catch (error) {
      isReady = false;
      throw error;
    } finally {
      inFlight.delete(id);
    }
    return 'stored';
  }

  const stepMs = settings.releaseSeconds * 1000;
  const boundaryBefore = (at: number) => Math.floor(at / stepMs) * stepMs;
  let timer: NodeJS.Timeout | null = null;
  const schedule = (at: number) => {
    if (isClosed || settings.timer === false) return;
    timer = setTimeout(() => onTime(at), Math.max(0, at - now()));
  };
  const onTime = async (due: number) => {
    // A timer may be ahead of the clock, and an hour that is not over must not be released.
    if (now() < due) return schedule(due);
    const at = boundaryBefore(now());
    try {
      if (at > (releasing.standing().released ?? 0)) await releasing.release(at);
      schedule(boundaryBefore(now()) + stepMs);
    } catch (error) {
      warn(`a release could not be written and is tried again: ${(error as Error).message}`);
      schedule(now() + Math.min(retryMs, stepMs));
    }
  };
  // What a stopped collector did not release in time is released now, as of the last boundary.
  const isOverdue = books.counted() > 0 && manifest.at !== null && boundaryBefore(now()) > manifest.at;
  schedule(isOverdue ? now() : boundaryBefore(now()) + stepMs);
  // Beside everything else: whoever asks it next hears what is wrong with it.
  starting?.then(() => store.warm()).catch(() => undefined);

  return {
    accept: (batch) => take(batch.id, batch.day, { batch }),
    acceptReceipt: (receipt) => take(receipt.id, receipt.day, { receipt }),
    countQuality: (site, reason, count = 1) => books.note(site, reason, count),
    release: () => releasing.release(now()),
    erase: (erasure) => releasing.erase(erasure, now()),
    store,
    follow(hear) {
      followers.add(hear);
      return () => void followers.delete(hear);
    },
    status: () => ({
      released: releasing.standing().released,
      nextRelease: boundaryBefore(now()) + stepMs,
      ready: isReady,
      bytes: releasing.standing().bytes,
    }),
    cells: () => books.all().reduce((sum, lattices) => sum + cellCount(lattices), 0),
    totals: () => releasing.between(async () => totalsOf(books.all(), await store.totals())),
    async close() {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await releasing.between(async () => undefined);
      await log.close();
      await store.close();
      if (!settings.engine) await engine.close();
    },
  };
}
