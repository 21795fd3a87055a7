import { join } from 'node:path';
import type { Day } from '../wire/calendar.ts';
import type { Books, Sites } from './books.ts';
import { momentOf } from './books.ts';
import type { Disk } from './disk.ts';
import { daysOf, discharge, type Erased, type Erasure, strike } from './erasing.ts';
import { measureFolders, removeUnnamed } from './folder.ts';
import type { Log } from './log.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import { publish, type ReleaseMoment, type Rules } from './release.ts';
import type { Seen } from './seen.ts';
import { writeSnapshot } from './snapshot.ts';
import type { ParquetStore } from './stores/parquet.ts';
import type { ReleasedRow } from './tables.ts';
import type { Keys } from './words.ts';

/** What a release needs. */
export interface Parts {
  readonly folder: string;
  readonly disk: Disk;
  readonly log: Log;
  readonly seen: Seen;
  readonly books: Books;
  readonly sites: Sites;
  readonly keys: Keys;
  readonly store: ParquetStore;
  readonly rules: Rules;
  /** Every release is also a day's close. */
  readonly isQuick: boolean;
  /** Whole months that are kept beside the running one; null: all. */
  readonly retentionMonths: number | null;
  /** The last closed day at a new site's first batch: days before it are none of the site's. */
  readonly began: ReadonlyMap<string, number>;
  readonly warn: (line: string) => void;
  /** Hears what changed in the released rows, in the step that shows it. */
  readonly tell: (increment: Increment) => void;
}

/** What one release added to the released rows. */
export interface Increment {
  /** The instant of the release. */
  readonly at: number;
  readonly rows: readonly ReleasedRow[];
  /** Not a release: rows of before are gone, at the owner's wish. */
  readonly erased?: true;
}

/** What the last release left. */
export interface Standing {
  readonly manifest: Manifest;
  /** When the last release was; an idle one leaves no manifest. */
  readonly released: number | null;
  readonly bytes: Readonly<Record<string, number>>;
}

export interface Releasing {
  standing(): Standing;
  /** Releases what may be, as of the instant `at`. Rejects when it could not be written, with everything as before. */
  release(at: number): Promise<void>;
  /** Takes released rows and pending counters out, with the same commit point. Rejects with everything as before. */
  erase(erasure: Erasure, at: number): Promise<Erased>;
  /** Does something while no release runs. */
  between<T>(act: () => Promise<T>): Promise<T>;
}

/** The instant between what a change contains and what it does not. */
interface Boundary {
  readonly at: number;
  readonly segment: number;
  readonly mark: number;
  readonly counted: number;
}

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Makes releases, one at a time, in the order of DESIGN.md, "The data folder": boundary, files, folders, manifest, and
 * only then the old files are unlinked and the new rows shown.
 */
export function createReleasing(parts: Parts, start: Standing): Releasing {
  const { folder, disk, log, seen, books, sites, keys, store, rules, isQuick, retentionMonths, began, warn, tell } =
    parts;
  let { manifest, released, bytes } = start;
  let closed = manifest.closed;
  let attempt = manifest.release;
  let contained = 0;

  const momentsAt = (at: number) =>
    new Map(
      [...books.base.sites.values()].map((one) => {
        const last = closed[one.site] ?? began.get(one.site);
        return [one.site, momentOf(sites, one, at, last, isQuick)] as const;
      }),
    );

  /** Nothing came, and no day began or closed: the last release still says everything. */
  function isIdle(at: number): boolean {
    const before = manifest.at;
    if (before === null || books.counted() !== contained) return false;
    return [...momentsAt(at)].every(
      ([site, { day, closes }]) => (isQuick || closes === null) && sites.moment(site, before - 1).day === day,
    );
  }

  /** Rows for the store, of every site, as of now. */
  async function publishAll(moments: ReadonlyMap<string, ReleaseMoment>, undo: (() => void)[]) {
    const rows: ReleasedRow[] = [];
    for (const lattice of books.base.sites.values()) {
      const moment = moments.get(lattice.site);
      if (!moment) continue;
      const published = await publish(lattice, moment, rules, breathe);
      undo.push(published.undo);
      for (const row of published.rows) rows.push(row);
    }
    return rows;
  }

  /** Whole months that are older than the owner keeps: their files are named no more. */
  async function expire(at: number, undo: (() => void)[]): Promise<readonly string[]> {
    if (retentionMonths === null) return manifest.released;
    const { files, taken } = await store.expire(monthsBefore(dayOfUtc(at), retentionMonths));
    undo.push(discharge(books.base, taken));
    return files;
  }

  /** Writes what is pending, the ids and the manifest: with its rename all of it is true at once. */
  async function commit(at: number | null, boundary: Boundary, files: readonly string[], closing: Manifest['closed']) {
    // A site that was erased is named nowhere.
    const days = Object.entries({ ...Object.fromEntries(began), ...closed, ...closing });
    const closedDays = Object.fromEntries(days.filter(([site]) => books.base.sites.has(site)));
    const pending = `${attempt}.ndjson`;
    await disk.write(join(folder, 'pending', pending), writeSnapshot(books.base.sites.values(), rules, keys, breathe));
    await disk.syncFolder(join(folder, 'pending'));
    const ids = await seen.save(boundary.mark, attempt, dayOfUtc(boundary.at));
    await disk.syncFolder(join(folder, 'seen'));
    const periods = [...new Set([...books.base.sites.values()].map(({ period }) => period))];
    const now: Manifest = {
      version: 1,
      release: attempt,
      at,
      keys: periods.map((period) => keys.id(period)),
      log: boundary.segment,
      pending,
      seen: ids.files,
      released: files,
      closed: closedDays,
    };
    await writeManifest(disk, folder, now);
    manifest = now;
    closed = closedDays;
    seen.keep(ids, dayOfUtc(boundary.at));
    if (periods.length > 0) keys.forget(Math.min(...periods));
  }

  /** After the commit nothing can go wrong that matters: what stays is unlinked by the next release, or at the next start. */
  async function tidy(change: Increment): Promise<void> {
    try {
      const shown = store.show(manifest.released);
      // In one step with the call: who hears of it sees exactly these rows beside those of before.
      tell(change);
      await shown;
      // Released files that are no longer named are the store's: a question may still be reading them.
      await removeUnnamed(disk, folder, manifest, ['log', 'pending', 'seen']);
    } catch (error) {
      warn(`old files could not be removed yet: ${(error as Error).message}`);
    }
    bytes = await measureFolders(disk, folder);
  }

  /** Parts the books at a new segment, changes what rests, and brings both together again; undoes a change that fails. */
  async function change(
    at: number,
    act: (boundary: Boundary, undo: (() => void)[]) => Promise<Increment>,
  ): Promise<void> {
    let boundary: Boundary = { at, segment: 0, mark: 0, counted: 0 };
    await log.turn((segment) => {
      boundary = { at, segment, mark: seen.mark(), counted: books.counted() };
      books.part();
    });
    attempt += 1;
    const undo: (() => void)[] = [];
    let change: Increment;
    try {
      change = await act(boundary, undo);
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    } finally {
      await books.join(breathe);
    }
    await tidy(change);
  }

  async function release(at: number): Promise<void> {
    if (isIdle(at)) {
      released = at;
      return;
    }
    await change(at, async (boundary, undo) => {
      const moments = momentsAt(at);
      const kept = await expire(at, undo);
      const rows = await publishAll(moments, undo);
      const files = await store.append(rows, kept);
      await commit(at, boundary, files, closedBy(moments));
      released = at;
      contained = boundary.counted;
      return { at, rows };
    });
  }

  async function erase(erasure: Erasure, at: number): Promise<Erased> {
    let erased: Erased = { released: 0, pending: 0 };
    await change(at, async (boundary, undo) => {
      const { files, taken } = await store.erase(daysOf(erasure));
      undo.push(discharge(books.base, taken));
      const struck = strike(books.base, erasure);
      undo.push(struck.undo);
      await commit(manifest.at, boundary, files, {});
      erased = {
        released: taken.reduce((sum, { contributions }) => sum + contributions, 0),
        pending: struck.contributions,
      };
      return { at, rows: [], erased: true };
    });
    return erased;
  }

  let last: Promise<unknown> = Promise.resolve();
  const between = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = last.then(act);
    // The next one begins whatever became of this one; its own caller hears of the failure.
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    standing: () => ({ manifest, released, bytes }),
    release: (at) => between(() => release(at)),
    erase: (erasure, at) => between(() => erase(erasure, at)),
    between,
  };
}

/** The days that this release closed. */
function closedBy(moments: ReadonlyMap<string, ReleaseMoment>): Readonly<Record<string, number>> {
  return Object.fromEntries([...moments].flatMap(([site, { closes }]) => (closes === null ? [] : [[site, closes]])));
}

/** The first day of the month that is so many months before that of `day`. */
function monthsBefore(day: Day, months: number): Day {
  const date = new Date(day * 86_400_000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 1) / 86_400_000;
}

function dayOfUtc(at: number): number {
  return Math.floor(at / 86_400_000);
}
