import assert from 'node:assert/strict';
import { after, before, mock, test } from 'node:test';
import { createAnonymise } from '../../../src/collector/anonymise.ts';
import { createCounter } from '../../../src/collector/cells.ts';
import { readDeclared } from '../../../src/collector/declared.ts';
import { cellsOf, createSiteLattice } from '../../../src/collector/lattice.ts';
import { publish } from '../../../src/collector/release.ts';
import { nothingDeclared } from '../../../src/collector/sites.ts';
import { type ReleasedRow, type TableName, tables } from '../../../src/collector/tables.ts';
import type { Batch } from '../../../src/wire/batch.ts';
import { dayOf, periodOf } from '../../../src/wire/calendar.ts';
import { live } from './browser.ts';
import { drawLife, type Life, paths } from './lives.ts';
import { createRandom, keepCalendars } from './seeded.ts';
import { countRecording, type Sums } from './sums.ts';

const browsers = 500;
const zone = 'Asia/Almaty';
const hourMs = 3_600_000;

let restore = () => {};
before(() => {
  restore = keepCalendars();
  mock.timers.enable({ apis: ['setTimeout'] });
});
after(() => {
  restore();
  mock.timers.reset();
});

/** Lives of one site, and all that arrived of them, in the order of its arrival. */
async function arrivals() {
  const random = createRandom(20260302);
  const lives: Life[] = [];
  const arrived: { batch: Batch; at: number }[] = [];
  while (lives.length < browsers) {
    const life = drawLife(random, {});
    if (life.zone !== zone) continue;
    lives.push(life);
    const { dropped } = await live(life, (batch, at) => arrived.push({ batch, at }));
    assert.equal(dropped, 0);
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
  }
  return { lives, arrived: arrived.sort((one, other) => one.at - other.at) };
}

/** The collector's own counters, fed as they are fed from the network, released at 04:00 and 16:00 of the site. */
async function collect(arrived: readonly { batch: Batch; at: number }[]) {
  const declared = { ...nothingDeclared, routes: paths };
  const lattice = createSiteLattice('example.kz', readDeclared(declared));
  const counter = createCounter(lattice);
  const anonymise = createAnonymise({ name: 'example.kz', origins: [], zone, declared });
  const sender = { describes: { userAgent: '', brands: '', mobile: '', platform: '' }, bucket: null };
  const rows: ReleasedRow[] = [];
  // 04:00 in Almaty is 23:00 in Greenwich.
  let next = Math.ceil((arrived[0]?.at ?? 0) / (24 * hourMs)) * 24 * hourMs - hourMs;
  for (const { batch, at } of arrived) {
    for (; next <= at; next += 12 * hourMs) {
      const day = dayOf(next - 1, zone);
      const isClose = dayOf(next - 5 * hourMs, zone) !== day;
      const moment = { day, hour: isClose ? 3 : 15, closes: isClose ? day - 1 : null, period: periodOf(day) };
      rows.push(...(await publish(lattice, moment, { k: 10, searchK: 20, searchDays: 2 }, async () => {})).rows);
    }
    counter.batch(anonymise(batch, sender, at));
  }
  /** What was released and what is pending of the cells of a table, by value: contributions under its people's name. */
  const sums = (name: TableName, ...dimensions: string[]) => {
    const { people, measures }: { people: string | null; measures: readonly string[] } = tables[name];
    const all: Record<string, Sums> = {};
    const add = (value: string, column: string | null, amount: number) => {
      all[value] ??= {};
      const of = all[value];
      of[`${column}`] = (of[`${column}`] ?? 0) + amount;
    };
    for (const row of rows) {
      if (row.table !== name || row.cell.map(([dimension]) => dimension).join() !== dimensions.join()) continue;
      const value = row.cell.map(([, value]) => value).join(' ');
      add(value, people, row.contributions);
      for (const [measure, amount] of Object.entries(row.measures)) if (measure !== people) add(value, measure, amount);
    }
    for (const [one, two, cell] of cellsOf(lattice.groups.get(`${name} ${dimensions.join(' ')}`) ?? assert.fail())) {
      const value = [one, two].slice(0, dimensions.length).join(' ');
      add(value, people, cell.u);
      for (const [at, measure] of measures.entries()) add(value, measure, cell.x[at] ?? 0);
    }
    return all;
  };
  return { rows, sums };
}

/** Of a recording the sum of all names that begin so, by what stands at the place `by` of the name. */
function recordedBy(recorded: Sums, kind: string, by?: number): Sums {
  const sums: Sums = {};
  for (const [name, number] of Object.entries(recorded)) {
    const parts = name.split(' ');
    if (parts[0] !== kind) continue;
    const key = by === undefined ? '' : (parts[by] ?? '');
    sums[key] = (sums[key] ?? 0) + number;
  }
  return sums;
}

const column = (sums: Record<string, Sums>, count: (of: Sums) => number) =>
  Object.fromEntries(
    Object.entries(sums)
      .map(([value, of]) => [value, count(of)] as const)
      .filter(([, number]) => number)
      .sort(),
  );
const sorted = (sums: Sums) => Object.fromEntries(Object.entries(sums).sort());
const of = (sums: Sums, name: string) => sums[name] ?? 0;

test(`T-12: of ${browsers} browsers in two months, what was released and what is pending equal a full recording`, async (t) => {
  const { lives, arrived } = await arrivals();
  const recorded = countRecording(lives);
  const { rows, sums } = await collect(arrived);
  assert.ok(rows.length > 1000, `${rows.length} rows were released`);
  assert.ok(rows.every(({ table, contributions }) => table === 'quality' || contributions % 10 === 0));

  const visits = sums('visits');
  assert.deepEqual(
    column(visits, (one) => of(one, 'visits')),
    recordedBy(recorded, 'visit'),
  );
  assert.deepEqual(
    column(visits, (one) => of(one, 'visits') - of(one, 'second')),
    recordedBy(recorded, 'bounce'),
  );
  assert.deepEqual(
    column(visits, (one) => of(one, 'visitors')),
    recordedBy(recorded, 'visitor-day'),
  );
  assert.deepEqual(
    column(sums('visits', 'entry'), (one) => of(one, 'visits')),
    sorted(recordedBy(recorded, 'entry', 3)),
  );

  const pages = sums('pages', 'path');
  assert.deepEqual(
    column(pages, (one) => of(one, 'views')),
    sorted(recordedBy(recorded, 'view', 3)),
  );
  assert.deepEqual(
    column(pages, (one) => of(one, 'readers')),
    sorted(recordedBy(recorded, 'reader-day', 3)),
  );
  assert.deepEqual(
    column(pages, (one) => of(one, 'onward')),
    sorted(recordedBy(recorded, 'flow', 3)),
    'each flow is one step onward',
  );
  assert.deepEqual(
    column(pages, (one) => of(one, 'views') - of(one, 'onward')),
    sorted(recordedBy(recorded, 'exit', 2)),
  );

  const people = (kind: string) => of(recordedBy(recorded, kind), '');
  assert.deepEqual(
    column(sums('uniques', 'span'), (one) => of(one, 'visitors')),
    { ever: people('visitor-ever'), month: people('visitor-month'), week: people('visitor-week') },
  );
  // A cohort's leftover goes to (other) 35 days after its last contribution: it is not lost.
  const cohorts = sums('retention', 'week', 'offset');
  const { '(other)': leftover = 0, ...offsets } = Object.entries(cohorts).reduce<Sums>((all, [value, one]) => {
    const [, offset = ''] = value.split(' ');
    return Object.assign(all, { [offset]: of(all, offset) + of(one, 'visitors') });
  }, {});
  const told = { ...recordedBy(recorded, 'began', 3), ...recordedBy(recorded, 'returned', 3) };
  for (const [offset, number] of Object.entries(told)) assert.ok(of(offsets, offset) <= number, offset);
  const total = (sums: Sums) => Object.values(sums).reduce((sum, number) => sum + number, 0);
  assert.equal(total(offsets) + leftover, total(told));
  t.diagnostic(`${rows.length} rows released; ${people('visitor-ever')} browsers, ${people('visit')} visits`);
});
