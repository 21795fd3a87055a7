import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact } from '../../../src/collector/fact.ts';
import { columns } from '../../../src/collector/stores/parquet-sql.ts';
import { type Table, type TableName, tables } from '../../../src/collector/tables.ts';
import { dayOf, formatDay } from '../../../src/wire/calendar.ts';
import { batchOf, engine, factOf, firstView, noon, openFor, site, temporaryFolder, zone } from './support.ts';

/** Something for every table and every one of its dimensions. */
function everything(): readonly Fact[] {
  const made = { new: 'period' };
  const entry = { path: '/', referrer: 'google.com', campaign: 'news / mail' };
  return [
    firstView('/', noon, { entry }),
    factOf({ ...made, kind: 'view', path: '/doctors', from: '/', nth: 2, entry }),
    factOf({ ...made, kind: 'leave', path: '/', engagedSeconds: 12, scroll: 50 }),
    factOf({ ...made, kind: 'vital', path: '/', name: 'LCP', newName: 'period', value: 1800 }),
    factOf({ ...made, kind: 'event', name: 'call', props: { place: 'header' } }),
    factOf({ ...made, kind: 'goal', name: 'booking', entry }),
    factOf({ ...made, kind: 'step', funnel: 'booking', step: 1 }),
    factOf({ kind: 'search', words: 'кардиолог', results: 'some' }),
    factOf({ kind: 'search', term: '1', results: 'none' }),
    factOf({ kind: 'place', name: 'Алматы' }),
  ];
}

test('K-07: rows of every table as they lie on disk: a day, an hour only without a value, at most two values, sums', async (t) => {
  const folder = await temporaryFolder(t);
  const ledger = await openFor(t, { folder, releaseSeconds: 5, searchDays: 1 });
  const ids = new Set<string>();
  for (let browser = 0; browser < 40; browser += 1) {
    const batch = batchOf(everything(), { dropped: { expired: 1 } });
    ids.add(batch.id);
    await ledger.accept(batch);
    const id = `receipt${String(browser).padStart(15, '0')}`;
    ids.add(id);
    const consents = (['given', 'withdrawn'] as const).map((act) => ({ act, policy: '2026-11-01', purpose: 'search' }));
    await ledger.acceptReceipt({ id, site, day: dayOf(noon, zone), consents });
  }
  await ledger.release();
  const rows = await engine.ask({
    ...{ ask: 'read', values: [] },
    sql: `SELECT to_json(t)::VARCHAR FROM read_parquet('${folder}/released/*.parquet') t`,
  });
  const found = new Map<string, Set<string>>();
  const names = columns.map(([name]) => name);
  for (const [text] of rows) {
    const row = JSON.parse(String(text)) as Record<string, string | number | null>;
    for (const id of ids) assert.ok(!String(text).includes(id));
    assert.deepEqual(Object.keys(row), names, 'no column that the table of columns does not have');
    const table: Table = tables[row.table as TableName];
    const dimensions = [row.dimension1, row.dimension2].filter((name) => name !== null);
    found.set(String(row.table), (found.get(String(row.table)) ?? new Set()).add(dimensions.join()));
    assert.ok(table.cells.some((cell) => cell.join() === dimensions.join()));
    assert.equal(row.value1 === null, dimensions.length === 0);
    assert.equal(row.value2 === null, dimensions.length < 2);
    assert.equal(row.day, formatDay(dayOf(noon, zone)));
    // Time finer than the day stands only where nothing else is told, or where it is not about visitors.
    assert.equal(row.hour === null, dimensions.length > 0 && row.table !== 'quality', String(text));
    assert.equal(Number(row.contributions) % (row.table === 'searches' ? 20 : 10), 0);
    assert.equal(Number(row.contributions) === 0, row.table === 'quality');
    for (const [name, value] of Object.entries(row)) {
      if (['site', 'table', 'day', 'dimension1', 'dimension2', 'value1', 'value2', 'histogram'].includes(name))
        continue;
      assert.ok(value === null || Number.isInteger(value), name);
    }
  }
  // Nothing was looked at in vain: every table, with every set of dimensions that it may have.
  for (const [name, table] of Object.entries<Table>(tables))
    assert.deepEqual([...(found.get(name) ?? [])].sort(), table.cells.map((cell) => cell.join()).sort(), name);
});
