import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openLedger } from '../../../src/collector/ledger.ts';
import { tables } from '../../../src/collector/tables.ts';
import {
  batchOf,
  dayMs,
  engine,
  factOf,
  firstView,
  noon,
  openFor,
  settingsFor,
  site,
  temporaryFolder,
} from './support.ts';

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** A batch as if an honest browser had sent it, with things beside it that must not come to rest. */
const canaries = ['203.0.113.77', 'CanaryBrowser/99.1', 'canary-session-id'];
function batchWithCanaries() {
  const batch = batchOf([firstView('/'), factOf({ kind: 'leave', path: '/', engagedSeconds: 3, scroll: 25 })]);
  return { ...batch, ip: canaries[0], userAgent: canaries[1], session: canaries[2] } as typeof batch;
}

test('K-06: what is not of the treaty is in no file, after a clean stop and after a crash', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openLedger(settingsFor(folder));
  for (let browser = 0; browser < 30; browser += 1) await ledger.accept(batchWithCanaries());
  await ledger.release();
  for (let browser = 0; browser < 30; browser += 1) await ledger.accept(batchWithCanaries());
  const look = async () => {
    const files = await filesIn(folder);
    assert.ok(files.length >= 5);
    for (const file of files) {
      const bytes = await readFile(file);
      for (const canary of canaries)
        for (const shape of [
          Buffer.from(canary),
          Buffer.from(canary, 'utf16le'),
          Buffer.from(Buffer.from(canary).toString('hex')),
          Buffer.from(Buffer.from(canary).toString('base64').replace(/=+$/, '').slice(0, -1)),
        ])
          assert.ok(!bytes.includes(shape), `${canary} in ${file}`);
    }
  };
  // As a crash would leave it, then as a clean stop does.
  await look();
  await ledger.close();
  await look();
});

test('K-07: the log is its owner’s alone, and is unlinked by the release that contains it', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openFor(t, { folder });
  await ledger.accept(batchOf([firstView('/')]));
  const [before = ''] = await readdir(join(folder, 'log'));
  assert.equal((await stat(join(folder, 'log', before))).mode & 0o777, 0o600);
  assert.equal((await stat(join(folder, 'log'))).mode & 0o777, 0o700);
  await ledger.release();
  const after = await readdir(join(folder, 'log'));
  assert.ok(!after.includes(before));
  for (const name of after) assert.equal((await stat(join(folder, 'log', name))).size, 0);
});

test('K-07: pending holds counters only: a known shape, days of arrival, no id, no time of day', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openFor(t, { folder });
  const ids = [];
  for (let browser = 0; browser < 7; browser += 1) {
    const batch = batchOf([
      firstView('/'),
      factOf({ kind: 'vital', path: '/', name: 'LCP', value: 1200, new: 'period', newName: 'period' }),
      factOf({ kind: 'search', words: 'кардиолог', results: 'none' }),
    ]);
    ids.push(batch.id);
    await ledger.accept(batch);
  }
  await ledger.release();
  const [name = ''] = await readdir(join(folder, 'pending'));
  const text = await readFile(join(folder, 'pending', name), 'utf8');
  for (const id of ids) assert.ok(!text.includes(id));
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const [head, siteLine, ...rest] = lines;
  assert.deepEqual(Object.keys(head), ['version', 'k', 'searchK']);
  assert.deepEqual(Object.keys(siteLine), ['site', 'period', 'quality', 'shown']);
  assert.deepEqual(rest.pop(), { lines: lines.length - 1 });
  let dimensions: readonly string[] = [];
  for (const line of rest) {
    if (!Array.isArray(line)) {
      assert.deepEqual(Object.keys(line), ['table', 'dimensions', 'acknowledged']);
      assert.ok(line.table in tables && line.dimensions.length <= 2);
      dimensions = line.dimensions;
      continue;
    }
    const [values, numbers, measures, buckets] = line;
    assert.equal(values.length, dimensions.length);
    for (const value of values) assert.ok(typeof value === 'string' || (Array.isArray(value) && value.length === 2));
    // u, τ, period, browsers of it and of the last, last day, opened, fresh, days: whole numbers, none a time of day.
    assert.equal(numbers.length, 9);
    for (const number of numbers) assert.ok(Number.isInteger(number) && number < 100_000);
    for (const number of measures) assert.ok(Number.isInteger(number));
    assert.ok(buckets === 0 || buckets.length === 16);
  }
});

test('a folder of a newer version is refused, and says so', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openLedger(settingsFor(folder));
  await ledger.accept(batchOf([firstView('/')]));
  await ledger.release();
  await ledger.close();
  const path = join(folder, 'manifest.json');

  const manifest = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...manifest, version: 2 }));
  await assert.rejects(openLedger(settingsFor(folder)), /newer Kelisim \(folder version 2\)/);
});

test('a data folder that is a file, and a snapshot that is cut off, are readable errors', async (t) => {
  const folder = await temporaryFolder(t);

  await writeFile(join(folder, 'file'), '');
  await assert.rejects(openLedger(settingsFor(join(folder, 'file'))), /cannot be written \((ENOTDIR|EEXIST)\)/);
  const data = join(folder, 'data');
  const ledger = await openLedger(settingsFor(data));
  await ledger.accept(batchOf([firstView('/')]));
  await ledger.release();
  await ledger.close();
  const [name = ''] = await readdir(join(data, 'pending'));
  const bytes = await readFile(join(data, 'pending', name));
  await writeFile(join(data, 'pending', name), bytes.subarray(0, bytes.length - 30));
  await assert.rejects(openLedger(settingsFor(data)), /pending\/1\.ndjson cannot be read .*backup/);
});

test('released files are read by others while the collector runs', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openFor(t, { folder });
  for (let browser = 0; browser < 25; browser += 1) await ledger.accept(batchOf([firstView('/')]));
  await ledger.release();
  const rows = await engine.ask({
    ...{ ask: 'read', values: [] },
    sql: `SELECT site, contributions, visits FROM read_parquet('${folder}/released/*.parquet')
      WHERE "table" = 'visits' AND dimension1 IS NULL`,
  });
  assert.equal(rows.length, 1);
  const [[where, contributions, visits] = []] = rows;
  assert.equal(where, site);
  assert.ok([10, 20].includes(Number(contributions)) && visits === contributions);
});

test('a release with nothing new writes nothing, and says when it was', async (t) => {
  const folder = await temporaryFolder(t);
  let at = noon;
  const ledger = await openFor(t, { folder, now: () => at, releaseSeconds: 5 });
  await ledger.accept(batchOf([firstView('/')]));
  await ledger.release();
  const before = await filesIn(folder);
  at = noon + 5000;
  await ledger.release();
  assert.deepEqual(await filesIn(folder), before);
  assert.equal(ledger.status().released, at);
  at = noon + dayMs;
  await ledger.release();
  assert.notDeepEqual(await filesIn(folder), before);
});
