import assert from 'node:assert/strict';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Ledger, openLedger } from '../../../src/collector/ledger.ts';
import { other } from '../../../src/collector/tables.ts';
import { dayOf, formatDay, parseDay } from '../../../src/wire/calendar.ts';
import { whereIs } from './at-rest.ts';
import { crashAt, createFaultyDisk, type Faults } from './faulty.ts';
import {
  batchOf,
  createClock,
  dayMs,
  factOf,
  firstView,
  noon,
  nothing,
  openFor,
  settingsFor,
  site,
  temporaryFolder,
  zone,
} from './support.ts';

const neighbour = 'neighbour.kz';
const sites = { [site]: { zone, declared: nothing }, [neighbour]: { zone, declared: nothing } };

const view = (path: string, at: number, where = site) =>
  batchOf([firstView(path, at, { entry: { path, referrer: 'canary-source.kz' } })], { site: where }, at);

async function visit(ledger: Ledger, times: number, path: string, at: number, where = site): Promise<void> {
  for (let browser = 0; browser < times; browser += 1) await ledger.accept(view(path, at, where));
}

async function assertBalanced(ledger: Ledger): Promise<void> {
  for (const [table, { acknowledged, released, pending }] of Object.entries(await ledger.totals()))
    assert.equal(released + pending, acknowledged, table);
}

async function readersOf(ledger: Ledger, where = site): Promise<readonly string[]> {
  const rows = await ledger.store.sum({
    ...{ site: where, table: 'pages', dimensions: ['path'], by: ['path'], step: 'day', from: 0, to: 99_999 },
  });
  // What is left over may come out as (other) on a later day, or not: thresholds are drawn.
  const named = rows.filter(({ values }) => values.path !== other);
  return named.map(({ values, day = 0 }) => `${formatDay(day)} ${values.path}`).sort();
}

test('K-11: an erased site is in no file any more: released, pending, log, ids and manifest; its neighbour stays', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openFor(t, { folder, sites });
  await visit(ledger, 25, '/canary-page', noon);
  await visit(ledger, 25, '/neighbours', noon, neighbour);
  await ledger.accept(batchOf([factOf({ kind: 'search', words: 'канарейка', results: 'some' })]));
  await ledger.release();
  await visit(ledger, 3, '/canary-log', noon);
  for (const word of ['canary-page', 'canary-log', site]) assert.notDeepEqual(await whereIs(folder, word), [], word);
  const before = await readersOf(ledger, neighbour);
  const erased = await ledger.erase({ site });
  assert.ok(erased.released >= 10 && erased.pending >= 3);
  for (const word of ['canary-page', 'canary-log', 'канарейка', site])
    assert.deepEqual(await whereIs(folder, word), [], word);
  assert.deepEqual(await readersOf(ledger), []);
  assert.deepEqual(await readersOf(ledger, neighbour), before);
  await assertBalanced(ledger);
  // What comes later is counted anew.
  await visit(ledger, 25, '/later', noon);
  await ledger.release();
  assert.deepEqual(await readersOf(ledger), ['2026-11-22 /later']);
  await assertBalanced(ledger);
});

test('K-11: an erased day goes from released rows, and with it what came last on it and still waited', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock();
  const ledger = await openFor(t, { folder, sites, now: () => clock.now(), releaseSeconds: 5, searchDays: 1 });
  await visit(ledger, 25, '/canary-page', noon);
  await ledger.release();
  clock.at = noon + dayMs;
  await visit(ledger, 25, '/next-day', clock.at);
  await ledger.release();
  const day = dayOf(noon, zone);
  await ledger.erase({ site, from: day, to: day });
  assert.deepEqual(await whereIs(folder, 'canary-page'), []);
  assert.deepEqual(await readersOf(ledger), ['2026-11-23 /next-day']);
  assert.ok((await readdir(join(folder, 'released'))).every((name) => name.startsWith('2026-11-23')));
  await assertBalanced(ledger);
});

test('K-11: an erased month leaves the months beside it, also in a file that holds several', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock();
  const ledger = await openFor(t, { folder, sites, now: () => clock.now(), releaseSeconds: 5 });
  for (const [date, path] of [
    ['2026-09-15', '/september'],
    ['2026-10-10', '/in-october'],
    ['2026-10-20', '/in-october'],
    ['2026-11-05', '/november'],
  ] as const) {
    clock.at = Date.parse(`${date}T07:30:00Z`);
    await visit(ledger, 25, path, clock.at);
    await visit(ledger, 25, '/neighbours', clock.at, neighbour);
    await ledger.release();
  }
  const before = await readersOf(ledger, neighbour);
  await ledger.erase({ site, from: parseDay('2026-10-01'), to: parseDay('2026-10-31') });
  assert.deepEqual(await readersOf(ledger), ['2026-09-15 /september', '2026-11-05 /november']);
  assert.deepEqual(await whereIs(folder, '/in-october'), []);
  assert.deepEqual(await readersOf(ledger, neighbour), before);
  await assertBalanced(ledger);
});

test('an erasure of a site that nobody knows takes nothing', async (t) => {
  const ledger = await openFor(t, { sites });
  await visit(ledger, 25, '/', noon);
  await ledger.release();
  const before = await ledger.totals();
  assert.deepEqual(await ledger.erase({ site: 'stranger.kz' }), { released: 0, pending: 0 });
  assert.deepEqual(await ledger.totals(), before);
});

/** A folder with one release of both sites and a batch of each in its log. */
async function prepare(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const ledger = await openLedger(settingsFor(folder, { sites }));
  await visit(ledger, 25, '/canary-page', noon);
  await visit(ledger, 25, '/neighbours', noon, neighbour);
  await ledger.release();
  await visit(ledger, 2, '/canary-log', noon);
  await ledger.close();
  return folder;
}

test('K-11: a crash at any step of an erasure leaves all of it or none, and the erasure can be asked for again', async (t) => {
  const prepared = await prepare(t);
  const openWith = async (t: TestContext, faults: Faults) => {
    const folder = await temporaryFolder(t);
    await cp(prepared, folder, { recursive: true });
    return { folder, ledger: await openLedger(settingsFor(folder, { sites, disk: createFaultyDisk(faults) })) };
  };
  const plain: Faults = { steps: [], fault: () => null };
  const { ledger: whole } = await openWith(t, plain);
  const from = plain.steps.length;
  await whole.erase({ site });
  await whole.close();
  const names = plain.steps.slice(from);
  const commit = names.findIndex((name) => name.startsWith('replace'));
  assert.ok(commit > 4, names.join(', '));
  for (const [at, name] of names.entries())
    await t.test(`crash after ${name}`, async (t) => {
      const { folder, ledger } = await openWith(t, crashAt(from + at + 1, 'after'));
      await ledger.erase({ site }).catch(() => undefined);
      await ledger.close().catch(() => undefined);
      const again = await openFor(t, { folder, sites });
      await assertBalanced(again);
      const { pages } = await again.totals();
      // Of 52 batches of six cells each the 27 of the site are there, or they are not.
      assert.equal(pages?.acknowledged, at < commit ? 52 * 6 : 25 * 6);
      await again.erase({ site });
      for (const word of ['canary-page', 'canary-log']) assert.deepEqual(await whereIs(folder, word), []);
      assert.equal((await again.totals()).pages?.acknowledged, 25 * 6);
      await assertBalanced(again);
    });
});

test('K-11: an erasure that could not be written changes nothing in a running collector', async (t) => {
  const folder = await prepare(t);
  let isFull = false;
  const faults: Faults = {
    steps: [],
    fault: (_, name) =>
      isFull && name.startsWith('write pending') ? { when: 'half', error: new Error('ENOSPC') } : null,
  };
  const ledger = await openFor(t, { folder, sites, disk: createFaultyDisk(faults) });
  const before = await ledger.totals();
  isFull = true;
  await assert.rejects(ledger.erase({ site }));
  await assert.rejects(ledger.erase({ site, from: dayOf(noon, zone), to: dayOf(noon, zone) }));
  assert.deepEqual(await ledger.totals(), before);
  isFull = false;
  await ledger.erase({ site });
  for (const word of ['canary-page', 'canary-log']) assert.deepEqual(await whereIs(folder, word), []);
});

test('K-11: months older than the retention are unlinked, and the counts still add up', async (t) => {
  const folder = await temporaryFolder(t);
  const clock = createClock();
  const ledger = await openFor(t, {
    ...{ folder, sites, now: () => clock.now(), releaseSeconds: 5, retentionMonths: 2 },
  });
  const months = async () => {
    const names = await readdir(join(folder, 'released'));
    return [...new Set(names.map((name) => name.slice(0, 7)))].sort();
  };
  const seen: (readonly string[])[] = [];
  for (const date of ['2026-07-31', '2026-08-01', '2026-09-30', '2026-10-01', '2026-10-31', '2026-11-30']) {
    clock.at = Date.parse(`${date}T07:30:00Z`);
    await visit(ledger, 25, `/on-${date}`, clock.at);
    await ledger.release();
    seen.push(await months());
    await assertBalanced(ledger);
  }
  assert.deepEqual(seen, [
    ['2026-07'],
    ['2026-07', '2026-08'],
    ['2026-07', '2026-08', '2026-09'],
    ['2026-08', '2026-09', '2026-10'],
    ['2026-08', '2026-09', '2026-10'],
    ['2026-09', '2026-10', '2026-11'],
  ]);
  assert.deepEqual(await whereIs(join(folder, 'released'), 'on-2026-07-31'), []);
  assert.deepEqual(await whereIs(join(folder, 'released'), 'on-2026-08-01'), []);
  assert.notDeepEqual(await whereIs(join(folder, 'released'), 'on-2026-09-30'), []);
});

test('K-11: on the last day of a long month the month before a short one is still kept', async (t) => {
  const clock = createClock(Date.parse('2026-12-31T07:30:00Z'));
  const folder = await temporaryFolder(t);
  const ledger = await openFor(t, { folder, now: () => clock.now(), releaseSeconds: 5, retentionMonths: 1 });
  await visit(ledger, 25, '/', clock.at);
  await ledger.release();
  clock.at = Date.parse('2027-01-31T07:30:00Z');
  await visit(ledger, 25, '/', clock.at);
  await ledger.release();
  assert.deepEqual(
    (await readdir(join(folder, 'released'))).map((name) => name.slice(0, 7)),
    ['2026-12', '2027-01'],
  );
});
