import { join } from 'node:path';
import { createBooks, createSites } from './books.ts';
import { disk } from './disk.ts';
import { charge } from './erasing.ts';
import { scan } from './log.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { decodeRecord } from './record.ts';
import { openSeen } from './seen.ts';
import { readSnapshot } from './snapshot.ts';
import { createEngine } from './stores/engine.ts';
import { openParquet } from './stores/parquet.ts';
import { type TableTotal, totalsOf } from './totals.ts';
import { openKeys } from './words.ts';

/** A release may come between; of so many in a row none leaves the time to read a folder. */
const mostTries = 20;

/**
 * Adds up a data folder, also one that a collector runs on: what was acknowledged, released and is pending, by table (K-02).
 *
 * It reads the manifest, the snapshot and the released files it names, and the log behind them, as a start after a crash
 * would, and touches nothing. When a release came between, it begins again. Undeclared values stay sealed: sums need no
 * key. Throws where the folder cannot be read or is broken.
 */
export async function readTotals(folder: string): Promise<Readonly<Record<string, TableTotal>>> {
  for (let tries = 1; ; tries += 1) {
    const manifest = await readManifest(disk, folder);
    try {
      const totals = await totalsAsOf(folder, manifest);
      if ((await readManifest(disk, folder)).release === manifest.release) return totals;
    } catch (error) {
      // Files that a release has just replaced are gone; any other fault is one.
      if ((await readManifest(disk, folder)).release === manifest.release) throw error;
    }
    if (tries === mostTries)
      throw new Error(`${folder} is released faster than it can be read; stop the collector first`);
  }
}

async function totalsAsOf(folder: string, manifest: Manifest): Promise<Readonly<Record<string, TableTotal>>> {
  const sites = createSites({});
  const keys = openKeys(null, () => undefined);
  const rules = { k: 1, searchK: 1, searchDays: 1 };
  const snapshot = manifest.pending === null ? null : await disk.read(join(folder, 'pending', manifest.pending));
  if (snapshot === null && manifest.pending !== null) throw new Error(`pending/${manifest.pending} is missing`);
  const known = snapshot ? readSnapshot(snapshot, rules, sites.declared, keys).values() : [];
  const books = createBooks(sites, known, () => undefined);
  const seen = await openSeen(disk, join(folder, 'seen'), manifest.seen);
  const each = (bytes: Buffer) => {
    const record = decodeRecord(bytes, keys);
    const { id, day } = 'batch' in record ? record.batch : record.receipt;
    if (seen.has(id)) return;
    seen.add(id, day);
    books.count(record);
  };
  // A tail that is being written was not acknowledged yet.
  for await (const _ of scan(disk, join(folder, 'log'), manifest.log, each));
  const engine = createEngine();
  try {
    const store = openParquet(engine, disk, join(folder, 'released'), manifest.released);
    if (manifest.pending === null) charge(books.base, await store.held());
    return totalsOf(books.all(), await store.totals());
  } finally {
    await engine.close();
  }
}
