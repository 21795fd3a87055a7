import assert from 'node:assert/strict';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Admitted } from '../../../src/collector/fact.ts';
import { type Ledger, LogUnavailable, openLedger } from '../../../src/collector/ledger.ts';
import { dayOf } from '../../../src/wire/calendar.ts';
import { crashAt, createFaultyDisk, type Faults, failAt } from './faulty.ts';
import { batchOf, dayMs, factOf, firstView, noon, settingsFor, site, temporaryFolder, zone } from './support.ts';

const later = noon + dayMs;
const path = (at: number) => `/page/${at % 3}`;

/** A batch with something for every table, made at the instant `at`. */
function mixed(number: number, at: number): Admitted {
  const page = path(number);
  const facts = [
    firstView(page, at),
    factOf({ kind: 'view', path: '/', nth: 2, from: page, new: 'period', entry: { path: page } }, at),
    factOf({ kind: 'leave', path: page, new: 'period', engagedSeconds: number % 97, scroll: 50 }, at),
    factOf({ kind: 'vital', path: page, name: 'LCP', new: 'period', newName: 'period', value: 100 * number }, at),
    factOf({ kind: 'event', name: 'call', new: 'period', props: { place: 'header' } }, at),
    factOf({ kind: 'goal', name: 'booking', new: 'period', entry: { path: page } }, at),
    factOf({ kind: 'step', funnel: 'booking', step: 1, new: 'period' }, at),
    factOf({ kind: 'search', words: 'кардиолог', results: 'none' }, at),
    factOf({ kind: 'place', name: 'Алматы' }, at),
  ];
  return batchOf(facts, { id: `batch${String(number).padStart(17, '0')}` }, at);
}

const firstDay = Array.from({ length: 45 }, (_, number) => mixed(number, noon));
const secondDay = Array.from({ length: 30 }, (_, number) => mixed(100 + number, later));
const all = [...firstDay, ...secondDay];

/** A folder that has seen a release of the first day and holds the second day in its log. */
async function prepare(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  let at = noon;
  const ledger = await openLedger(settingsFor(folder, { now: () => at }));
  await Promise.all(firstDay.map((batch) => ledger.accept(batch)));
  await ledger.release();
  at = later;
  await Promise.all(secondDay.map((batch) => ledger.accept(batch)));
  await ledger.close();
  return folder;
}

/** acknowledged = released + pending in every table, and it is exactly what these batches hold. */
async function assertConserved(ledger: Ledger, batches: readonly Admitted[]): Promise<void> {
  const totals = await ledger.totals();
  for (const [table, { acknowledged, released, pending }] of Object.entries(totals))
    assert.equal(released + pending, acknowledged, table);
  const count = batches.length;
  assert.equal(totals.visits?.acknowledged, count * 37);
  assert.equal(totals.pages?.acknowledged, count * 12);
  assert.equal(totals.searches?.acknowledged, count * 2);
  assert.equal(totals.places?.acknowledged, count);
  const engaged = totals.totals?.measures.engagedSeconds;
  const expected = batches
    .flatMap(({ facts }) => facts)
    .reduce((sum, fact) => sum + (fact.kind === 'leave' ? fact.engagedSeconds : 0), 0);
  // The total and its five single dimensions.
  assert.equal((engaged?.released ?? 0) + (engaged?.pending ?? 0), expected * 6);
  const views = totals.totals?.measures.views;
  assert.equal((views?.released ?? 0) + (views?.pending ?? 0), count * 2 * 6);
}

async function shownPlaces(ledger: Ledger): Promise<number> {
  const day = dayOf(noon, zone);
  const rows = await ledger.store.sum({ site, table: 'places', dimensions: ['name'], from: day - 1, to: day + 9 });
  return rows[0]?.contributions ?? 0;
}

/** Opens a copy of `prepared` on a disk with these faults. */
async function openFaulty(t: TestContext, prepared: string, faults: Faults) {
  const folder = await temporaryFolder(t);
  await cp(prepared, folder, { recursive: true });
  const open = (disk?: ReturnType<typeof createFaultyDisk>) =>
    openLedger(settingsFor(folder, { now: () => later, ...(disk ? { disk } : {}) }));
  return { folder, open: () => open(createFaultyDisk(faults)), reopen: () => open() };
}

async function assertNoLeftovers(folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  assert.deepEqual((await readdir(join(folder, 'pending'))).sort(), [manifest.pending]);
  assert.deepEqual((await readdir(join(folder, 'released'))).sort(), [...manifest.released].sort());
  assert.deepEqual((await readdir(join(folder, 'seen'))).sort(), [...manifest.seen].sort());
  const segments = await readdir(join(folder, 'log'));
  assert.ok(segments.every((name) => Number(name.slice(0, 12)) >= manifest.log));
}

/** The steps that one release takes on this folder. */
async function stepsOf(t: TestContext, prepared: string) {
  const faults: Faults = { steps: [], fault: () => null };
  const { open } = await openFaulty(t, prepared, faults);
  const ledger = await open();
  const from = faults.steps.length;
  await ledger.release();
  await ledger.close();
  return { from, names: faults.steps.slice(from) };
}

test('K-02: a crash at any step of a release loses nothing, doubles nothing and leaves nothing behind', async (t) => {
  const prepared = await prepare(t);
  const { from, names } = await stepsOf(t, prepared);
  assert.ok(names.length >= 10, names.join(', '));
  const moments = names.flatMap((name, at) =>
    (name.startsWith('write') ? (['before', 'half', 'after'] as const) : (['before', 'after'] as const)).map(
      (when) => ({ name, when, at }),
    ),
  );
  for (const { name, when, at } of moments)
    await t.test(`${when} ${name}`, async (t) => {
      const { folder, open, reopen } = await openFaulty(t, prepared, crashAt(from + at + 1, when));
      const crashing = await open();
      // After the manifest is in place the release has happened, whatever becomes of the old files.
      if (name.startsWith('unlink')) await crashing.release();
      else await assert.rejects(crashing.release());
      await crashing.close().catch(() => undefined);
      const ledger = await reopen();
      t.after(() => ledger.close());
      await assertConserved(ledger, all);
      if (at > 0 || when === 'after') await assertNoLeftovers(folder);
      for (const batch of [firstDay[0], secondDay[0], secondDay.at(-1)])
        assert.equal(batch && (await ledger.accept(batch)), 'repeated');
      await ledger.release();
      await assertConserved(ledger, all);
      await assertNoLeftovers(folder);
    });
});

test('K-02: a release that fails in a running collector changes nothing; the next one does it', async (t) => {
  const prepared = await prepare(t);
  const { from, names } = await stepsOf(t, prepared);
  const commit = names.findIndex((name) => name.startsWith('replace'));
  for (const [at, name] of names.slice(0, commit + 1).entries())
    await t.test(`${name} fails`, async (t) => {
      const { folder, open } = await openFaulty(t, prepared, failAt(from + at + 1, 'before'));
      const ledger = await open();
      t.after(() => ledger.close());
      const shown = await shownPlaces(ledger);
      const before = await ledger.totals();
      await assert.rejects(ledger.release());
      assert.equal(await shownPlaces(ledger), shown);
      assert.deepEqual(await ledger.totals(), before);
      const extra = mixed(500, later);
      assert.equal(await ledger.accept(extra), 'stored');
      await ledger.release();
      await assertConserved(ledger, [...all, extra]);
      await assertNoLeftovers(folder);
    });
});

test('K-01: while the log cannot be written a batch is refused, not counted; afterwards it is taken', async (t) => {
  const prepared = await prepare(t);
  let isFull = false;
  const faults: Faults = {
    steps: [],
    fault: (_, name) => (isFull && name === 'append' ? { when: 'half', error: new Error('ENOSPC') } : null),
  };
  const { open, reopen } = await openFaulty(t, prepared, faults);
  const ledger = await open();
  isFull = true;
  const late = mixed(600, later);
  await assert.rejects(ledger.accept(late), LogUnavailable);
  assert.equal(ledger.status().ready, false);
  isFull = false;
  assert.equal(await ledger.accept(late), 'stored');
  assert.equal(ledger.status().ready, true);
  await assertConserved(ledger, [...all, late]);
  await ledger.close();
  const again = await reopen();
  t.after(() => again.close());
  await assertConserved(again, [...all, late]);
});

test('K-03: the same batch twice at the same moment is counted once', async (t) => {
  const prepared = await prepare(t);
  const { reopen } = await openFaulty(t, prepared, { steps: [], fault: () => null });
  const ledger = await reopen();
  t.after(() => ledger.close());
  const batch = mixed(700, later);
  const answers = await Promise.all([ledger.accept(batch), ledger.accept(batch), ledger.accept(batch)]);
  assert.deepEqual(answers.sort(), ['repeated', 'repeated', 'stored']);
  await assertConserved(ledger, [...all, batch]);
});

test('K-02: batches that come during a release are counted once, before and after a crash', async (t) => {
  const prepared = await prepare(t);
  const { open, reopen } = await openFaulty(t, prepared, { steps: [], fault: () => null });
  const ledger = await open();
  const during: Admitted[] = [];
  const release = ledger.release();
  let isOver = false;
  void release.then(() => {
    isOver = true;
  });
  for (let number = 1000; !isOver || number < 1100; number += 1) {
    const batch = mixed(number, later);
    during.push(batch);
    await ledger.accept(batch);
  }
  await release;
  await assertConserved(ledger, [...all, ...during]);
  // Closed without a release: what came during the last one is in the log alone.
  await ledger.close();
  const again = await reopen();
  t.after(() => again.close());
  await assertConserved(again, [...all, ...during]);
  for (const batch of during.slice(0, 20)) assert.equal(await again.accept(batch), 'repeated');
});
