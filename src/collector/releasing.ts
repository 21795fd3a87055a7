import { join } from 'node:path';
import type { Books, Sites } from './books.ts';
import { momentOf } from './books.ts';
import type { Disk } from './disk.ts';
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
  /** The last closed day at a new site's first batch: days before it are none of the site's. */
  readonly began: ReadonlyMap<string, number>;
  readonly warn: (line: string) => void;
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
  /** Does something while no release runs. */
  between<T>(act: () => Promise<T>): Promise<T>;
}

const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Makes releases, one at a time, in the order of DESIGN.md, "The data folder": boundary, files, folders, manifest, and
 * only then the old files are unlinked and the new rows shown.
 */
export function createReleasing(parts: Parts, start: Standing): Releasing {
  const { folder, disk, log, seen, books, sites, keys, store, rules, isQuick, began, warn } = parts;
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

  async function write(at: number, segment: number, mark: number, moments: ReadonlyMap<string, ReleaseMoment>) {
    const undo: (() => void)[] = [];
    try {
      const rows: ReleasedRow[] = [];
      for (const lattice of books.base.sites.values()) {
        const moment = moments.get(lattice.site);
        if (!moment) continue;
        const published = await publish(lattice, moment, rules, breathe);
        undo.push(published.undo);
        for (const row of published.rows) rows.push(row);
      }
      const files = await store.append(rows);
      const pending = `${attempt}.ndjson`;
      await disk.write(
        join(folder, 'pending', pending),
        writeSnapshot(books.base.sites.values(), rules, keys, breathe),
      );
      await disk.syncFolder(join(folder, 'pending'));
      const ids = await seen.save(mark, attempt, dayOfUtc(at));
      await disk.syncFolder(join(folder, 'seen'));
      const periods = [...new Set([...books.base.sites.values()].map(({ period }) => period))];
      const now: Manifest = {
        version: 1,
        release: attempt,
        at,
        keys: periods.map((period) => keys.id(period)),
        log: segment,
        pending,
        seen: ids.files,
        released: files,
        closed: { ...Object.fromEntries(began), ...closed, ...closedBy(moments) },
      };
      await writeManifest(disk, folder, now);
      return { now, ids, periods };
    } catch (error) {
      for (const step of undo.reverse()) step();
      throw error;
    }
  }

  /** After the commit nothing can go wrong that matters: what stays is unlinked by the next release, or at the next start. */
  async function tidy(): Promise<void> {
    await store.show(manifest.released);
    // Released files that are no longer named are the store's: a question may still be reading them.
    await removeUnnamed(disk, folder, manifest, ['log', 'pending', 'seen']);
  }

  async function release(at: number): Promise<void> {
    if (isIdle(at)) {
      released = at;
      return;
    }
    let boundary = { segment: 0, mark: 0, counted: 0 };
    await log.turn((segment) => {
      boundary = { segment, mark: seen.mark(), counted: books.counted() };
      books.part();
    });
    attempt += 1;
    try {
      const { now, ids, periods } = await write(at, boundary.segment, boundary.mark, momentsAt(at));
      manifest = now;
      closed = now.closed;
      released = at;
      contained = boundary.counted;
      seen.keep(ids, dayOfUtc(at));
      if (periods.length > 0) keys.forget(Math.min(...periods));
    } finally {
      await books.join(breathe);
    }
    await tidy().catch((error) => warn(`old files could not be removed yet: ${error.message}`));
    bytes = await measureFolders(disk, folder);
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
    between,
  };
}

/** The days that this release closed. */
function closedBy(moments: ReadonlyMap<string, ReleaseMoment>): Readonly<Record<string, number>> {
  return Object.fromEntries([...moments].flatMap(([site, { closes }]) => (closes === null ? [] : [[site, closes]])));
}

function dayOfUtc(at: number): number {
  return Math.floor(at / 86_400_000);
}
