import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createSites, momentOf } from '../../../src/collector/books.ts';
import { createCounter } from '../../../src/collector/cells.ts';
import { readDeclared } from '../../../src/collector/declared.ts';
import { drawShare, drawThreshold } from '../../../src/collector/draw.ts';
import type { Fact } from '../../../src/collector/fact.ts';
import { cellsOf, createSiteLattice, type SiteLattice } from '../../../src/collector/lattice.ts';
import { publish, type ReleaseMoment } from '../../../src/collector/release.ts';
import { other, type ReleasedRow } from '../../../src/collector/tables.ts';
import { dayOf, periodOf } from '../../../src/wire/calendar.ts';
import { batchOf, dayMs, factOf, firstView, hourMs, noon, nothing, site, zone } from './support.ts';

const rules = { k: 10, searchK: 20, searchDays: 2 };
const noWait = async () => undefined;
const today = dayOf(noon, zone);
const period = periodOf(today);

/** A release at which everything may open. */
const closing = (day = today): ReleaseMoment => ({ day, hour: 12, closes: day, period: periodOf(day) });
const declaring = { ...nothing, routes: ['/', '/a', '/b'], places: ['Алматы', 'Шымкент'], events: ['call'] };

function createSite() {
  const lattice = createSiteLattice(site, readDeclared(declaring));
  lattice.period = period;
  const counter = createCounter(lattice);
  return {
    lattice,
    count: (facts: readonly Fact[], at = noon) => counter.batch(batchOf(facts, {}, at)),
    release: async (moment = closing()) => (await publish(lattice, moment, rules, noWait)).rows,
  };
}

const placed = (at = noon, name = 'Алматы') => factOf({ kind: 'place', name }, at);
const of = (rows: readonly ReleasedRow[], table: string, ...values: readonly string[]) =>
  rows.filter((row) => row.table === table && row.cell.map(([, value]) => value).join() === values.join());
const contributions = (rows: readonly ReleasedRow[]) => rows.reduce((sum, row) => sum + row.contributions, 0);

test('K-09, R-02: a threshold is even over {k, …, 2k + 1}, and one opening in eight is put off', async () => {
  const { count, release } = createSite();
  const trials = 5000;
  const names = new Set(Array.from({ length: trials }, (_, trial) => `place ${trial}`));
  const opened: number[] = [];
  for (let u = 1; u < 22; u += 1) {
    for (const name of names) count([placed(noon, name)]);
    const rows = await release();
    for (const row of rows) names.delete(row.cell[0]?.[1] ?? '');
    opened[u] = rows.length;
  }
  assert.equal(names.size, 0);
  assert.deepEqual(opened.slice(1, 10), new Array(9).fill(0));
  let reached = 0;
  let chiSquare = 0;
  for (const [above, seen] of opened.slice(10).entries()) {
    reached += trials / 12;
    // More than 2k never wait.
    const expected = above === 11 ? reached : (reached * 7) / 8;
    chiSquare += (seen - expected) ** 2 / expected;
    reached -= expected;
  }
  // 11 degrees of freedom: above 66 once in a thousand million.
  assert.ok(chiSquare < 66, `chi-square ${chiSquare}`);
});

test('R-02: a cell may open although nobody came since the release before', async () => {
  const { count, release } = createSite();
  const names = Array.from({ length: 200 }, (_, trial) => `place ${trial}`);
  for (const name of names) for (let u = 0; u < 20; u += 1) count([placed(noon, name)]);
  const [first, second] = [await release(), await release()];
  const shown = new Set(first.map(({ cell }) => cell[0]?.[1]));
  assert.ok(second.some(({ cell }) => !shown.has(cell[0]?.[1])));
});

test('K-10: the threshold of a search is even over {20, …, 30}', () => {
  const drawn = new Set(Array.from({ length: 2000 }, () => drawThreshold(20, 30)));
  assert.deepEqual([...drawn].sort(), [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
});

test('K-09: the share of a measure is whole and never above it', () => {
  const numbers = fc.record({
    x: fc.integer({ min: 0, max: 5000 }),
    k: fc.integer({ min: 1, max: 40 }),
    more: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(numbers, ({ x, k, more }) => {
      const u = k + more;
      const exact = (x * k) / u;
      const share = drawShare(x, k, u);
      assert.ok(Number.isInteger(share) && share >= 0 && share <= x);
      assert.ok(share === Math.floor(exact) || share === Math.ceil(exact));
    }),
  );
});

test('K-09: a release publishes k at a time and carries the rest; all who came are out or pending', async () => {
  const { lattice, count, release } = createSite();
  for (let at = 0; at < 57; at += 1) count([placed()]);
  const rows = of(await release(), 'places', 'Алматы');
  assert.equal(rows.length, 1);
  const out = contributions(rows);
  const [, , cell] = [...cellsOf(lattice.groups.get('places name') ?? assert.fail())][0] ?? assert.fail();
  assert.equal(out % 10, 0);
  assert.equal(out + cell.u, 57);
  assert.ok(cell.u < 21);
});

test('K-09: conservation: whatever comes, contributions and measures are released or pending, k at a time', async () => {
  const path = fc.constantFrom('/', '/a', '/b', '/undeclared');
  const day = fc.integer({ min: 0, max: 60 });
  const event = fc.oneof(
    fc.record({ kind: fc.constant('first'), path }),
    fc.record({
      kind: fc.constant('view'),
      path,
      from: path,
      nth: fc.integer({ min: 2, max: 5 }),
      isNew: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('leave'), path, seconds: fc.integer({ min: 0, max: 1800 }) }),
    fc.record({ kind: fc.constant('vital'), path, value: fc.integer({ min: 0, max: 9000 }) }),
  );
  const step = fc.record({ events: fc.array(event, { maxLength: 60 }), day, fails: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const { lattice, count } = createSite();
      const released: ReleasedRow[] = [];
      let counted = { u: 0, views: 0, engagedSeconds: 0, buckets: 0 };
      for (const { events, day, fails } of [...steps].sort((a, b) => a.day - b.day)) {
        const at = noon + day * dayMs;
        for (const one of events) {
          if (one.kind === 'first') count([firstView(one.path, at)], at);
          else if (one.kind === 'view')
            count([factOf({ ...one, kind: 'view', ...(one.isNew ? { new: 'period' } : {}) }, at)], at);
          else if (one.kind === 'leave')
            count([factOf({ kind: 'leave', path: one.path, engagedSeconds: one.seconds, scroll: 50 }, at)], at);
          else
            count(
              [
                factOf(
                  { kind: 'vital', name: 'LCP', new: 'period', newName: 'period', path: one.path, value: one.value },
                  at,
                ),
              ],
              at,
            );
        }
        counted = sumsOf(lattice, released);
        const before = sumsOf(lattice, []);
        const made = await publish(lattice, closing(today + day), rules, noWait);
        if (fails) {
          made.undo();
          assert.deepEqual(sumsOf(lattice, []), before);
        } else released.push(...made.rows);
        assert.deepEqual(sumsOf(lattice, released), counted);
      }
      for (const row of released) {
        assert.equal(row.contributions % 10, 0);
        assert.ok(row.contributions >= 10 || row.table === 'quality');
      }
      const all = [...lattice.groups.values()].reduce((sum, group) => sum + group.acknowledged, 0);
      assert.equal(counted.u, all);
    }),
    { numRuns: 60 },
  );
});

function sumsOf(lattice: SiteLattice, rows: readonly ReleasedRow[]) {
  const sums = { u: contributions(rows), views: 0, engagedSeconds: 0, buckets: 0 };
  for (const { measures, histogram } of rows) {
    sums.views += measures.views ?? 0;
    sums.engagedSeconds += measures.engagedSeconds ?? 0;
    for (const count of histogram ?? []) sums.buckets += count;
  }
  for (const group of lattice.groups.values())
    for (const [, , cell] of cellsOf(group)) {
      sums.u += cell.u;
      if (group.table === 'pages') {
        sums.views += cell.x[0] ?? 0;
        sums.engagedSeconds += cell.x[2] ?? 0;
      } else if (group.table === 'totals') {
        sums.views += cell.x[0] ?? 0;
        sums.engagedSeconds += cell.x[1] ?? 0;
      } else if (group.table === 'vitals') for (const count of cell.x.slice(3)) sums.buckets += count;
    }
  return sums;
}

test('K-09: ten reloads of one browser show nothing', async () => {
  const { count, release } = createSite();
  count([firstView('/')]);
  for (let at = 0; at < 30; at += 1) count([factOf({ kind: 'view', path: '/', nth: 2 + at, from: '/' })]);
  assert.deepEqual(await release(), []);
});

test('K-09: twenty days of one browser show nothing, and a tenth browser lets its days show', async () => {
  const { count, release } = createSite();
  const came = (at: number, isFirst: boolean) =>
    count(
      [
        firstView('/', at, {
          new: isFirst ? 'period' : 'day',
          first: { day: true, ...(isFirst ? { period: true } : {}) },
        }),
      ],
      at,
    );
  for (let day = 0; day < 20; day += 1) {
    const at = noon + day * dayMs;
    came(at, day === 0 || periodOf(today + day) !== periodOf(today + day - 1));
    assert.deepEqual(await release(closing(today + day)), []);
  }
  const last = noon + 20 * dayMs;
  for (let browser = 0; browser < 9; browser += 1) came(last, true);
  const rows = of(await release(closing(today + 20)), 'visits');
  assert.equal(contributions(rows) % 10, 0);
  assert.ok(contributions(rows) >= 10);
});

test('K-09: k browsers of this period, or of the last, let a cell open; of both together, or before, they do not', async () => {
  const firsts = async (counts: Readonly<Record<number, number>>) => {
    const { count, release } = createSite();
    for (const [ago, browsers] of Object.entries(counts)) {
      const at = noon - Number(ago) * 28 * dayMs;
      for (let browser = 0; browser < browsers; browser += 1) count([firstView('/', at)], at);
    }
    // Enough days of one loyal browser that only the condition can be in the way.
    for (let times = 0; times < 30; times += 1) count([firstView('/', noon, { new: 'day', first: { day: true } })]);
    return of(await release(), 'visits').length > 0;
  };
  assert.equal(await firsts({ 0: 10 }), true);
  assert.equal(await firsts({ 1: 10 }), true);
  assert.equal(await firsts({ 0: 9, 1: 9 }), false);
  assert.equal(await firsts({ 2: 30 }), false);
});

test('K-09: pairs and searches wait for the day’s close; a row bears its day, and the hour only without a dimension', async () => {
  const { count, release } = createSite();
  for (let browser = 0; browser < 30; browser += 1) count([firstView('/')]);
  const hourly = await release({ day: today, hour: 12, closes: null, period });
  assert.ok(hourly.length > 0);
  for (const row of hourly) {
    assert.ok(row.cell.length < 2);
    assert.equal(row.day, today);
    assert.equal(row.hour, row.cell.length === 0 ? 12 : null);
  }
  const daily = await release({ day: today + 1, hour: 3, closes: today, period });
  const pairs = daily.filter((row) => row.cell.length === 2);
  assert.ok(pairs.length > 28);
  for (const row of pairs) assert.deepEqual([row.day, row.hour], [today, null]);
});

test('K-09: a leftover goes to (other) 35 days after its last contribution', async () => {
  const { lattice, count, release } = createSite();
  for (let at = 0; at < 4; at += 1) count([placed(), placed(noon, 'Шымкент')]);
  const names = () => [...(lattice.groups.get('places name')?.ones ?? [])].map(([name, { u }]) => `${name} ${u}`);
  await release(closing(today + 34));
  assert.deepEqual(names(), ['Алматы 4', 'Шымкент 4']);
  await release(closing(today + 35));
  assert.deepEqual(names(), [`${other} 8`]);
});

test('a pair that is left over keeps its first value while that one can be read', async () => {
  const { lattice, count, release } = createSite();
  for (let at = 0; at < 4; at += 1) count([firstView('/a')]);
  await release(closing(today + 35));
  const pages = lattice.groups.get('pages path browser') ?? assert.fail();
  assert.deepEqual(
    [...cellsOf(pages)].map(([one, two]) => [one, two]),
    [['/a', other]],
  );
});

test('a cell with nothing left is forgotten once no opening depends on it', async () => {
  const { lattice, count, release } = createSite();
  for (let at = 0; at < 10; at += 1) count([placed()]);
  const cells = lattice.groups.get('places name')?.ones ?? assert.fail();
  for (let tries = 0; cells.get('Алматы')?.u !== 0; tries += 1) {
    for (let at = 0; at < 10; at += 1) count([placed()]);
    await release();
    assert.ok(tries < 10_000);
  }
  await release(closing(today + 28));
  assert.equal(cells.size, 1);
  await release(closing(today + 56));
  assert.equal(cells.size, 0);
});

const sites = createSites({ [site]: { zone, declared: nothing } });
const at = (text: string) => Date.parse(text);

test('a release bears the day and hour of the last instant before it', () => {
  const lattice = { site, period };
  // Almaty is five hours ahead: 19:00Z is midnight.
  const midnight = momentOf(sites, lattice, at('2026-11-22T19:00:00Z'), today - 1, false);
  assert.deepEqual(midnight, { day: today, hour: 23, closes: null, period });
  const one = momentOf(sites, lattice, at('2026-11-22T20:00:00Z'), today - 1, false);
  assert.deepEqual(one, { day: today + 1, hour: 0, closes: null, period });
});

test('a day closes once, at 04:00 of the site’s zone or at the first release after it', () => {
  const lattice = { site, period };
  const four = at('2026-11-22T23:00:00Z');
  assert.equal(momentOf(sites, lattice, four - hourMs, today - 1, false).closes, null);
  assert.equal(momentOf(sites, lattice, four, today - 1, false).closes, today);
  assert.equal(momentOf(sites, lattice, four + 5 * hourMs, today - 1, false).closes, today);
  assert.equal(momentOf(sites, lattice, four + hourMs, today, false).closes, null);
  assert.equal(momentOf(sites, lattice, four + 3 * dayMs, today, false).closes, today + 3);
});

test('a site that is new closes no day before its first', () => {
  assert.equal(momentOf(sites, { site, period }, at('2026-11-22T23:00:00Z'), undefined, false).closes, null);
});

test('with quick releases each closes the running day', () => {
  assert.deepEqual(momentOf(sites, { site, period }, noon, undefined, true), {
    day: today,
    hour: 12,
    closes: today,
    period,
  });
});

test('the key turns with the close of the period’s last day, not at midnight', () => {
  // 2026-11-29 is the last Sunday of a period that ends with ISO week 48.
  const lastDay = [...Array(28).keys()].map((more) => today + more).find((day) => periodOf(day + 1) > period) ?? 0;
  const four = Date.UTC(1970, 0, 1) + (lastDay + 1) * dayMs - hourMs;
  assert.equal(momentOf(sites, { site, period }, four - hourMs, lastDay - 1, false).period, period);
  assert.equal(momentOf(sites, { site, period }, four, lastDay - 1, false).period, period + 1);
});
