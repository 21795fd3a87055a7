import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Ledger, openLedger } from '../../../src/collector/ledger.ts';
import { other } from '../../../src/collector/tables.ts';
import { openKeys, whyNotOnlyInMemory } from '../../../src/collector/words.ts';
import { dayOf } from '../../../src/wire/calendar.ts';
import {
  batchOf,
  createClock,
  dayMs,
  factOf,
  firstView,
  hourMs,
  noon,
  nothing,
  settingsFor,
  site,
  temporaryFolder,
  zone,
} from './support.ts';

/** Where a key may be kept on this machine; tests of keeping it are skipped where there is no such place. */
const memory = '/dev/shm';
const keepsKeys = await mkdir(memory, { recursive: true }).then(
  () => whyNotOnlyInMemory(memory) === null,
  () => false,
);

const searchFor = (words: string, more: Readonly<Record<string, unknown>> = {}, at = noon) =>
  batchOf([factOf({ kind: 'search', words, results: 'some', ...more }, at)], {}, at);

/** Monday of the second week of a period: both days of a test lie in it. */
const monday = Date.UTC(2026, 10, 16, 7, 30);
/** 04:30 of the day after: the first release there closes the day. */
const nextMorning = (at: number) => at - 7.5 * hourMs + dayMs - 0.5 * hourMs;

async function open(t: TestContext, folder: string, clock: { now(): number }, more = {}): Promise<Ledger> {
  const ledger = await openLedger(settingsFor(folder, { now: () => clock.now(), ...more }));
  t.after(() => ledger.close());
  return ledger;
}

async function shownWords(ledger: Ledger, dimension = 'words'): Promise<Readonly<Record<string, number>>> {
  const from = dayOf(monday, zone) - 1;
  const rows = await ledger.store.sum({
    ...{ site, table: 'searches', dimensions: [dimension], by: [dimension], from, to: from + 90 },
  });
  return Object.fromEntries(rows.map((row) => [row.values[dimension] ?? '', row.contributions]));
}

/** Every file below a folder, by path, as bytes. */
async function filesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return new Map(await Promise.all(files.map(async (path) => [path, await readFile(path)] as const)));
}

async function isAnywhere(folder: string, word: string): Promise<boolean> {
  const shapes = [
    Buffer.from(word),
    Buffer.from(word, 'utf16le'),
    Buffer.from(Buffer.from(word).toString('hex')),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.from(' '.repeat(shift) + word)
          .toString('base64')
          .slice(4, -4),
      ),
    ),
    Buffer.from(JSON.stringify(word).slice(1, -1)),
  ];
  const files = await filesIn(folder);
  return [...files.values()].some((bytes) => shapes.some((shape) => bytes.includes(shape)));
}

test('K-10: a word below its k is in no file in readable form: not in the log, not in pending', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(monday);
  const ledger = await open(t, folder, clock);
  for (let browser = 0; browser < 19; browser += 1) await ledger.accept(searchFor('редкаяболезнь', {}, clock.at));
  assert.equal(await isAnywhere(folder, 'редкаяболезнь'), false);
  await ledger.release();
  assert.equal(await isAnywhere(folder, 'редкаяболезнь'), false);
  clock.at = nextMorning(clock.at);
  await ledger.release();
  assert.equal(await isAnywhere(folder, 'редкаяболезнь'), false);
  assert.deepEqual(await shownWords(ledger), {});
});

test('K-10: undeclared paths, referrers and properties are sealed too; declared ones are not', async (t) => {
  const folder = await temporaryFolder(t);
  const declared = { ...nothing, routes: ['/doctors'] };
  const ledger = await open(t, folder, createClock(), { sites: { [site]: { zone, declared } } });
  const entry = { path: '/secretpage', referrer: 'secretsource.kz' };
  await ledger.accept(batchOf([firstView('/secretpage', noon, { entry }), firstView('/doctors')]));
  await ledger.accept(batchOf([factOf({ kind: 'event', name: 'secretevent', props: { a: 'secretvalue' } })]));
  await ledger.release();
  for (const secret of ['secretpage', 'secretsource', 'secretevent', 'secretvalue'])
    assert.equal(await isAnywhere(join(folder, 'pending'), secret), false, secret);
  assert.equal(await isAnywhere(join(folder, 'pending'), '/doctors'), true);
});

test('K-10: searches open with 20 to 30 browsers, 20 at a time, at the day’s close, after two days of arrival', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(monday);
  const ledger = await open(t, folder, clock);
  const search = async (count: number) => {
    for (let browser = 0; browser < count; browser += 1) await ledger.accept(searchFor('грипп', {}, clock.at));
  };
  await search(60);
  await ledger.release();
  assert.deepEqual(await shownWords(ledger), {}, 'not before the day’s close');
  clock.at = nextMorning(clock.at);
  await ledger.release();
  assert.deepEqual(await shownWords(ledger), {}, 'not on the first day');
  clock.at = monday + dayMs;
  await search(1);
  await ledger.release();
  assert.deepEqual(await shownWords(ledger), {}, 'not before the second day’s close');
  clock.at = nextMorning(clock.at);
  await ledger.release();
  // 61 came; between 20 and 30 are needed each time, so 40 are out, and 60 where the last threshold was 20 or 21.
  const { грипп = 0 } = await shownWords(ledger);
  assert.ok(грипп === 40 || грипп === 60, String(грипп));
  const rows = await ledger.store.sum({
    site,
    table: 'searches',
    dimensions: ['words'],
    step: 'hour',
    from: 0,
    to: 99_999,
  });
  assert.deepEqual(
    rows.map(({ day, hour }) => [day, hour]),
    [[dayOf(monday + dayMs, zone), null]],
  );
});

test('K-10: a term of the vocabulary has the same thresholds', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(monday);
  const declared = { ...nothing, terms: ['кардиолог', 'терапевт'] };
  const ledger = await open(t, folder, clock, { sites: { [site]: { zone, declared } } });
  for (const at of [monday, monday + dayMs]) {
    clock.at = at;
    for (let browser = 0; browser < 15; browser += 1)
      await ledger.accept(batchOf([factOf({ kind: 'search', term: '1', results: 'some' }, at)], {}, at));
    for (let browser = 0; browser < 9; browser += 1)
      await ledger.accept(batchOf([factOf({ kind: 'search', term: '0', results: 'some' }, at)], {}, at));
    clock.at = nextMorning(at);
    await ledger.release();
  }
  assert.deepEqual(await shownWords(ledger, 'term'), { 1: 20 });
});

test('K-10: of one network at most a third of k count towards the first opening; then all are released', async (t) => {
  const clock = createClock(monday);
  const cameFrom = async (buckets: readonly (number | null)[]) => {
    const ledger = await open(t, await temporaryFolder(t), clock, { searchDays: 1 });
    clock.at = monday;
    for (const bucket of buckets) await ledger.accept({ ...searchFor('грипп', {}, clock.at), bucket });
    clock.at = nextMorning(clock.at);
    await ledger.release();
    return (await shownWords(ledger)).грипп ?? 0;
  };
  const times = (count: number, bucket: number | null) => new Array<number | null>(count).fill(bucket);
  assert.equal(await cameFrom(times(200, 3)), 0, 'one network');
  // Six of each of three networks: 18 count.
  assert.equal(await cameFrom([3, 4, 5].flatMap((bucket) => times(60, bucket))), 0, 'three networks');
  // Six of each of six networks: 36 count, so every threshold is reached; all 120 are there to be released.
  const all = await cameFrom([0, 1, 2, 3, 4, 5].flatMap((bucket) => times(20, bucket)));
  assert.ok(all >= 100 && all % 20 === 0, String(all));
  const local = await cameFrom(times(200, null));
  assert.ok(local >= 160 && local % 20 === 0, 'loopback and private addresses are not capped');
});

test('K-10: without a kept key a restart sends words below k to (other); nothing acknowledged is lost', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(monday);
  const first = await open(t, folder, clock);
  for (let browser = 0; browser < 12; browser += 1) await first.accept(searchFor('грипп', {}, clock.at));
  await first.release();
  for (let browser = 0; browser < 12; browser += 1) await first.accept(searchFor('ангина', {}, clock.at));
  await first.close();
  const second = await open(t, folder, clock, { searchDays: 1 });
  const { searches } = await second.totals();
  assert.equal(searches?.acknowledged, 48);
  assert.equal((searches?.released ?? 0) + (searches?.pending ?? 0), 48);
  clock.at = nextMorning(clock.at);
  await second.release();
  // Of two words, in two rows each: nobody knows whether more than twelve browsers stand behind them.
  assert.deepEqual(await shownWords(second), {});
  assert.equal((await second.totals()).searches?.pending, 48);
});

test('K-10: words whose key is lost come out as (other) when one of them had its k', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(monday);
  const first = await open(t, folder, clock);
  for (let browser = 0; browser < 40; browser += 1) await first.accept(searchFor('грипп', {}, clock.at));
  await first.release();
  await first.close();
  // One day of arrival is not enough for the word; a second one, of another word, is for what is now (other).
  const second = await open(t, folder, clock);
  clock.at = monday + dayMs;
  for (let browser = 0; browser < 5; browser += 1) await second.accept(searchFor('ангина', {}, clock.at));
  await second.close();
  const third = await open(t, folder, clock);
  clock.at = nextMorning(clock.at);
  await third.release();
  const { [other]: others = 0, ...rest } = await shownWords(third);
  assert.ok(others === 20 || others === 40, `${others}`);
  assert.deepEqual(rest, {});
});

test('K-10: a key kept in memory-backed storage lets a restarted collector go on', { skip: !keepsKeys }, async (t) => {
  const folder = await temporaryFolder(t);
  const runFolder = await temporaryFolder(t, memory);
  const clock = createClock(monday);
  const first = await open(t, folder, clock, { runFolder });
  for (let browser = 0; browser < 15; browser += 1) await first.accept(searchFor('грипп', {}, clock.at));
  await first.release();
  for (let browser = 0; browser < 15; browser += 1) await first.accept(searchFor('грипп', {}, clock.at));
  await first.close();
  assert.equal(await isAnywhere(folder, 'грипп'), false);
  assert.deepEqual(await readdir(runFolder), ['kelisim.keys']);
  assert.equal((await stat(join(runFolder, 'kelisim.keys'))).mode & 0o777, 0o600);
  const second = await open(t, folder, clock, { runFolder, searchDays: 1 });
  clock.at = nextMorning(clock.at);
  await second.release();
  assert.deepEqual(await shownWords(second), { грипп: 20 });
});

test('K-10: the key is in no file of the data folder', { skip: !keepsKeys }, async (t) => {
  const folder = await temporaryFolder(t);
  const runFolder = await temporaryFolder(t, memory);
  const clock = createClock(monday);
  const ledger = await open(t, folder, clock, { runFolder });
  await ledger.accept(searchFor('грипп', {}, clock.at));
  await ledger.release();
  const [{ secret }] = JSON.parse(await readFile(join(runFolder, 'kelisim.keys'), 'utf8'));
  const bytes = Buffer.from(secret, 'base64');
  for (const [path, content] of await filesIn(folder)) {
    assert.ok(!content.includes(bytes), path);
    assert.ok(!content.includes(bytes.toString('hex')) && !content.includes(secret.slice(0, 40)), path);
  }
});

test('K-10: a folder that could reach a disk keeps no key, and the collector says so', async (t) => {
  const runFolder = join(await temporaryFolder(t), 'run');
  if (whyNotOnlyInMemory((await temporaryFolder(t)).slice(0)) === null) return t.skip('everything is in memory here');
  const lines: string[] = [];
  const keys = openKeys(runFolder, (line) => lines.push(line));
  keys.seal(1, 'x', 'грипп');
  assert.deepEqual(await readdir(runFolder), []);
  assert.match(lines.join(), /KELISIM_RUN=.*not RAM-backed/);
});

test('K-10: without a folder for the key the collector says at its start what a restart will cost', () => {
  const lines: string[] = [];
  openKeys(null, (line) => lines.push(line));
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /KELISIM_RUN is not set.*in memory only.*\(other\).*RuntimeDirectory/);
});

test('K-10: a new period has a new key; what the old one still covers goes to (other)', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(noon);
  const ledger = await open(t, folder, clock);
  for (let browser = 0; browser < 8; browser += 1) await ledger.accept(searchFor('грипп', {}, clock.at));
  await ledger.release();
  const before = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')).keys;
  // The period ends with Sunday 2026-12-13; each morning's release closes a day.
  for (let day = 1; day <= 28; day += 1) {
    clock.at = noon + day * dayMs;
    await ledger.release();
  }
  const after = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')).keys;
  assert.notDeepEqual(after, before);
  const snapshot = [...(await filesIn(join(folder, 'pending'))).values()].map(String).join();
  assert.match(snapshot, /\["\(other\)"\],\[8,/);
  const { searches } = await ledger.totals();
  assert.equal(searches?.pending, 16);
});

test('K-10: a value that had its k is written readably, and opens again after two days in a new period', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock(monday);
  const ledger = await open(t, folder, clock);
  const day = async (at: number, count: number) => {
    clock.at = at;
    for (let browser = 0; browser < count; browser += 1) await ledger.accept(searchFor('грипп', {}, at));
    clock.at = nextMorning(at);
    await ledger.release();
    return (await shownWords(ledger)).грипп ?? 0;
  };
  await day(monday, 30);
  const shown = await day(monday + dayMs, 30);
  assert.ok(shown >= 40);
  assert.equal(await isAnywhere(join(folder, 'pending'), 'грипп'), true);
  const later = monday + 28 * dayMs;
  assert.equal(await day(later, 60), shown, 'one day is not enough in the new period');
  assert.ok((await day(later + dayMs, 1)) > shown);
});

test('a seal says nothing of the value’s length, opens with its key alone and nowhere else', () => {
  const keys = openKeys(null, () => undefined);
  const [short, long] = [keys.seal(7, 'a.kz words', 'да'), keys.seal(7, 'a.kz words', 'кардиолог детский')];
  assert.equal(short.sealed.length, long.sealed.length);
  assert.equal(keys.open('a.kz words', short.sealed), 'да');
  assert.equal(keys.open('b.kz words', short.sealed), null);
  assert.equal(openKeys(null, () => undefined).open('a.kz words', short.sealed), null);
  assert.equal(keys.seal(7, 'a.kz words', 'да').tag, short.tag);
  assert.notEqual(keys.seal(8, 'a.kz words', 'да').tag, short.tag);
  assert.notEqual(keys.seal(7, 'a.kz words', 'да').sealed, short.sealed);
  keys.forget(8);
  assert.equal(keys.open('a.kz words', short.sealed), null);
});

test('a file of keys that is cut off is no reason not to start', { skip: !keepsKeys }, async (t) => {
  const runFolder = await temporaryFolder(t, memory);
  await writeFile(join(runFolder, 'kelisim.keys'), '[{"id":');
  const keys = openKeys(runFolder, () => undefined);
  assert.equal(keys.open('x', keys.seal(1, 'x', 'y').sealed), 'y');
});
