import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../../../src/collector/problems.ts';
import { readQuery } from '../../../src/collector/query.ts';
import { makeReport } from '../../../src/collector/report.ts';
import { nothingDeclared } from '../../../src/collector/sites.ts';
import type { Store, Sum, Summed } from '../../../src/collector/stores/store.ts';
import { parseDay } from '../../../src/wire/calendar.ts';
import type { ReportName } from '../../../src/wire/report.ts';

interface Row {
  readonly table: string;
  readonly day: string;
  readonly hour?: number;
  readonly cell: Readonly<Record<string, string>>;
  readonly contributions: number;
  readonly measures?: Readonly<Record<string, number>>;
  readonly histogram?: readonly number[];
}

/** Sums a list the way every store must: exactly the dimensions named. */
function storeOf(rows: readonly Row[]): Store {
  const refuse = () => Promise.reject(new Error('a report only sums'));
  return {
    append: refuse,
    erase: refuse,
    expire: refuse,
    show: refuse,
    rows: refuse,
    toParquet: refuse,
    close: () => Promise.resolve(),
    sum(query: Sum) {
      const sums = new Map<string, Summed>();
      for (const row of rows) {
        const day = parseDay(row.day);
        if (row.table !== query.table || day < query.from || day > query.to) continue;
        if (Object.keys(row.cell).sort().join() !== [...query.dimensions].sort().join()) continue;
        if (Object.entries(query.where ?? {}).some(([name, value]) => row.cell[name] !== value)) continue;
        const values = Object.fromEntries((query.by ?? []).map((name) => [name, row.cell[name] ?? '']));
        const apart = { ...(query.step ? { day } : {}), ...(query.step === 'hour' ? { hour: row.hour ?? null } : {}) };
        const key = JSON.stringify([values, apart]);
        const known = sums.get(key) ?? { ...apart, values, contributions: 0, measures: {} };
        const measures = { ...known.measures };
        for (const [name, value] of Object.entries(row.measures ?? {})) measures[name] = (measures[name] ?? 0) + value;
        sums.set(key, {
          ...known,
          contributions: known.contributions + row.contributions,
          measures,
          ...(row.histogram ? { histogram: row.histogram } : {}),
        });
      }
      return Promise.resolve([...sums.values()]);
    },
  };
}

const site = {
  name: 'clinic.kz',
  origins: [],
  zone: 'Asia/Almaty',
  declared: { ...nothingDeclared, terms: ['узи', 'мрт'] },
};
const released = Date.parse('2026-11-22T09:00:00Z');
const report = (
  rows: readonly Row[],
  name: ReportName,
  asked: Readonly<Record<string, unknown>>,
  at: number | null = released,
) =>
  makeReport(
    { store: storeOf(rows), site, released: () => at, k: 10, searchK: 20 },
    { site: site.name, ...readQuery(name, asked, site.zone, released) },
  );

const visits = (
  day: string,
  cell: Record<string, string>,
  contributions: number,
  more: Record<string, number> = {},
): Row => ({
  table: 'visits',
  day,
  cell,
  contributions,
  measures: { visits: contributions + 3, second: contributions - 2, ...more },
});

test('R-01: the summary of a day has its visitors; an empty site shows 0 and lists nothing', async () => {
  const rows = [
    visits('2026-11-21', {}, 20),
    { table: 'totals', day: '2026-11-21', cell: {}, contributions: 20, measures: { views: 55, engagedSeconds: 900 } },
  ];
  const day = await report(rows, 'summary', { from: '2026-11-21', to: '2026-11-21' });
  assert.deepEqual(day.rows, [{ visitors: 20, visits: 23, bounces: 5, views: 55, engagedSeconds: 900 }]);
  assert.equal(day.unfinished, false);
  const nothing = await report([], 'summary', { from: '2026-11-22', to: '2026-11-22' });
  assert.deepEqual(nothing.rows, [{ visitors: 0, visits: 0, bounces: 0, views: 0, engagedSeconds: 0 }]);
  assert.equal(nothing.unfinished, true);
  for (const name of ['browsers', 'pages', 'searches', 'quality', 'flows'] as const)
    assert.deepEqual((await report([], name, { from: '2026-11-22', to: '2026-11-22' })).rows, [], name);
  assert.deepEqual(
    (await report(rows, 'summary', { from: '2026-11-21', to: '2026-11-21', filter: 'browser:Firefox' })).rows,
    [],
  );
});

test('R-06: visitors are told of a day, an ISO week, a month and ever, and of no other range', async () => {
  const unique = (span: string, day: string, contributions: number): Row => ({
    table: 'uniques',
    day,
    cell: { span },
    contributions,
  });
  const rows = [
    visits('2026-11-16', {}, 20),
    visits('2026-11-20', {}, 10),
    unique('week', '2026-11-16', 20),
    unique('month', '2026-11-16', 20),
    unique('month', '2026-11-20', 10),
    unique('ever', '2026-11-16', 10),
  ];
  const visitors = async (from: string, to: string) => {
    const [row] = (await report(rows, 'summary', { from, to })).rows as readonly { visitors: number | null }[];
    return row?.visitors;
  };
  assert.equal(await visitors('2026-11-16', '2026-11-16'), 20);
  assert.equal(await visitors('2026-11-16', '2026-11-22'), 20, 'an ISO week');
  assert.equal(await visitors('2026-11-01', '2026-11-30'), 30, 'a month');
  assert.equal(await visitors('2026-11-01', '2026-11-22'), 30, 'a month so far');
  assert.equal(await visitors('1970-01-01', '2026-11-22'), 10, 'ever');
  assert.equal(await visitors('2026-11-10', '2026-11-22'), null);
  assert.equal(await visitors('2026-11-15', '2026-11-21'), null, 'seven days that are no week');
  assert.equal(await visitors('2026-11-01', '2026-11-20'), null, 'a part of a month');
});

test('views and engaged time are null where entry, referrer, campaign or two dimensions are asked', async () => {
  const rows = [
    visits('2026-11-21', { browser: 'Firefox' }, 10),
    visits('2026-11-21', { referrer: 'google.com' }, 10),
    visits('2026-11-21', { browser: 'Firefox', device: 'phone' }, 10),
    {
      table: 'totals',
      day: '2026-11-21',
      cell: { browser: 'Firefox' },
      contributions: 10,
      measures: { views: 30, engagedSeconds: 70 },
    },
  ];
  const range = { from: '2026-11-21', to: '2026-11-21' };
  const views = async (asked: Readonly<Record<string, unknown>>) =>
    ((await report(rows, 'summary', { ...range, ...asked })).rows as readonly { views: number | null }[]).map(
      (row) => row.views,
    );
  assert.deepEqual(await views({ by: 'browser' }), [30]);
  assert.deepEqual(await views({ filter: 'browser:Firefox' }), [30]);
  assert.deepEqual(await views({ by: 'referrer' }), [null]);
  assert.deepEqual(await views({ by: 'browser', filter: 'device:phone' }), [null]);
});

test('a series lists every day up to the last release, and weeks by their ISO name', async () => {
  const rows = [visits('2026-11-20', {}, 10), visits('2026-11-22', {}, 20)];
  const days = await report(rows, 'views', { from: '2026-11-19', to: '2026-11-25' });
  assert.deepEqual(
    (days.rows as readonly { at: string; visits: number; visitors: number }[]).map(
      ({ at, visits: count, visitors }) => [at, count, visitors],
    ),
    [
      ['2026-11-19', 0, 0],
      ['2026-11-20', 13, 10],
      ['2026-11-21', 0, 0],
      ['2026-11-22', 23, 20],
    ],
  );
  const weeks = await report(
    [...rows, { table: 'uniques', day: '2026-11-20', cell: { span: 'week' }, contributions: 20 }],
    'views',
    { from: '2026-11-12', to: '2026-11-22', step: 'week' },
  );
  assert.deepEqual(
    (weeks.rows as readonly { at: string; visits: number; visitors: number | null }[]).map(
      ({ at, visits: count, visitors }) => [at, count, visitors],
    ),
    [
      ['2026-W46', 0, null],
      ['2026-W47', 36, 20],
    ],
  );
  const hours = await report([{ ...visits('2026-11-22', {}, 10), hour: 13 }], 'views', {
    from: '2026-11-22',
    to: '2026-11-22',
    step: 'hour',
  });
  assert.deepEqual(
    (hours.rows as readonly { at: string; visits: number }[]).filter((row) => row.visits > 0).map((row) => row.at),
    ['2026-11-22T13:00'],
  );
  assert.equal(hours.rows.length, 15, 'up to the hour of the release, 14:00 in Almaty');
});

test('pages: exits are views that led nowhere, scroll is how many came at least so far', async () => {
  const page = (path: string, readers: number, views: number, onward: number): Row => ({
    table: 'pages',
    day: '2026-11-21',
    cell: { path },
    contributions: readers,
    measures: { views, onward, engagedSeconds: 100, scroll25: 4, scroll50: 3, scroll75: 2, scroll100: 1 },
  });
  const rows = [page('/', 20, 30, 25), page('/doctors', 10, 12, 1), page('(other)', 50, 50, 60)];
  const ends = await report(rows, 'exits', { from: '2026-11-21', to: '2026-11-21' });
  assert.deepEqual(
    (ends.rows as readonly { path: string; exits: number }[]).map(({ path, exits }) => [path, exits]),
    [
      ['/doctors', 11],
      ['/', 5],
    ],
    'a page on which no visit ended is no exit page',
  );
  const pages = await report(rows, 'pages', { from: '2026-11-21', to: '2026-11-21' });
  assert.deepEqual(
    (pages.rows as readonly { path: string; exits: number }[]).map(({ path, exits }) => [path, exits]),
    [
      ['/', 5],
      ['/doctors', 11],
      ['(other)', 0],
    ],
  );
  assert.deepEqual((pages.rows[0] as { scroll: unknown }).scroll, { '25': 10, '50': 6, '75': 3, '100': 1 });
});

test('R-04: Web Vitals over time add their histograms up by step, and rate only steps with enough of them', async () => {
  const vital = (day: string, contributions: number, bucket: number): Row => ({
    table: 'vitals',
    day,
    cell: { metric: 'LCP' },
    contributions,
    measures: { good: contributions, needsWork: 0, poor: 0 },
    histogram: Array.from({ length: 48 }, (_, index) => (index === bucket ? contributions : 0)),
  });
  const rows = [
    vital('2026-11-10', 30, 20),
    vital('2026-11-12', 30, 30),
    vital('2026-11-16', 30, 20),
    vital('2026-11-02', 100, 20),
  ];
  const series = async (step: string | undefined) =>
    (await report(rows, 'vitals', { from: '2026-11-01', to: '2026-11-22', ...(step ? { step } : {}) }))
      .rows as readonly { at?: string; contributions: number; p75: number | null; good: number | null }[];
  const weeks = await series('week');
  assert.deepEqual(
    weeks.map(({ at, contributions, p75, good }) => [at, contributions, p75 !== null, good]),
    [
      ['2026-W45', 100, true, 1],
      ['2026-W46', 60, true, 1],
      ['2026-W47', 30, false, null],
    ],
  );
  const [first, second] = weeks;
  assert.ok((second?.p75 ?? 0) > (first?.p75 ?? 0), 'half of the second week’s loads were slower');
  assert.deepEqual(
    (await series('day')).map(({ at }) => at),
    ['2026-11-02', '2026-11-10', '2026-11-12', '2026-11-16'],
  );
  assert.deepEqual(
    (await series(undefined)).map(({ at, contributions }) => [at, contributions]),
    [[undefined, 190]],
  );
});

test('R-01, R-04: consents given and withdrawn over time, by purpose and policy version; what is not released is no 0', async () => {
  const receipts = (table: string, day: string, policy: string, contributions: number): Row => ({
    table,
    day,
    cell: { policy, purpose: 'statistics' },
    contributions,
  });
  const rows = [
    receipts('given', '2026-10-05', '2026-05-01', 20),
    receipts('given', '2026-11-02', '2026-11-01', 30),
    receipts('given', '2026-11-20', '2026-11-01', 10),
    receipts('withdrawn', '2026-11-20', '2026-11-01', 10),
    receipts('withdrawn', '2026-11-21', '2026-05-01', 10),
  ];
  assert.deepEqual((await report(rows, 'consents', { from: '2026-10-01', to: '2026-11-22', step: 'month' })).rows, [
    { at: '2026-10', policy: '2026-05-01', purpose: 'statistics', given: 20, withdrawn: null },
    { at: '2026-11', policy: '2026-11-01', purpose: 'statistics', given: 40, withdrawn: 10 },
    { at: '2026-11', policy: '2026-05-01', purpose: 'statistics', given: null, withdrawn: 10 },
  ]);
});

test('vitals: a p75 from 4k contributions, shares from 5k', async () => {
  const vital = (contributions: number): Row => ({
    table: 'vitals',
    day: '2026-11-21',
    cell: { metric: 'LCP' },
    contributions,
    measures: { good: 30, needsWork: 10, poor: 10 },
    histogram: Array.from({ length: 48 }, (_, bucket) => (bucket === 28 ? contributions : 0)),
  });
  const shown = async (contributions: number) => {
    const [row] = (await report([vital(contributions)], 'vitals', { from: '2026-11-21', to: '2026-11-21' }))
      .rows as readonly {
      p75: number | null;
      good: number | null;
    }[];
    return [row?.p75 === null ? null : Math.round((row?.p75 ?? 0) / 1000), row?.good];
  };
  assert.deepEqual(await shown(30), [null, null]);
  assert.deepEqual(await shown(40), [2, null]);
  assert.deepEqual(await shown(50), [2, 0.6]);
});

test('searches: terms by their word, nothing under 20 browsers', async () => {
  const search = (cell: Record<string, string>, contributions: number): Row => ({
    table: 'searches',
    day: '2026-11-21',
    cell,
    contributions,
  });
  const rows = [
    search({ words: 'кардиолог' }, 40),
    search({ words: 'редкое' }, 10),
    search({ term: '1' }, 20),
    search({ term: '-1' }, 60),
    search({ words: 'мрт', results: 'none' }, 20),
  ];
  const asked = { from: '2026-11-21', to: '2026-11-21' };
  assert.deepEqual((await report(rows, 'searches', asked)).rows, [
    { words: 'кардиолог', browsers: 40 },
    { term: 'мрт', browsers: 20 },
    { term: '(other)', browsers: 60 },
  ]);
  assert.deepEqual((await report(rows, 'searches-without-results', asked)).rows, [{ words: 'мрт', browsers: 20 }]);
});

test('R-01: all that stayed below k is one row, whether it was words, terms or none of the vocabulary', async () => {
  const search = (cell: Record<string, string>): Row => ({
    table: 'searches',
    day: '2026-11-21',
    cell,
    contributions: 20,
  });
  const rows = [
    search({ words: '(other)' }),
    search({ term: '(other)' }),
    search({ term: '-1' }),
    search({ words: 'мрт' }),
    search({ term: '1' }),
  ];
  assert.deepEqual((await report(rows, 'searches', { from: '2026-11-21', to: '2026-11-21' })).rows, [
    { words: 'мрт', browsers: 20 },
    { term: 'мрт', browsers: 20 },
    { term: '(other)', browsers: 60 },
  ]);
});

test('R-01: beside the site’s total no 0 is shown: visitors of a value that are below k are not known', async () => {
  const week = { from: '2026-11-16', to: '2026-11-22' };
  const rows = [visits('2026-11-21', {}, 20), visits('2026-11-21', { browser: 'Firefox' }, 10)];
  const visitors = async (name: ReportName, asked: Readonly<Record<string, unknown>>) =>
    ((await report(rows, name, { ...week, ...asked })).rows as readonly { visitors: number | null }[]).map(
      (row) => row.visitors,
    );
  assert.deepEqual(await visitors('summary', {}), [0]);
  assert.deepEqual(await visitors('browsers', {}), [null]);
  assert.deepEqual(await visitors('summary', { filter: 'browser:Firefox' }), [null]);
  assert.deepEqual(await visitors('views', { step: 'week', by: 'browser' }), [null]);
  assert.deepEqual(await visitors('views', { step: 'week' }), [0]);
  const goal: Row = {
    table: 'goals',
    day: '2026-11-21',
    cell: { goal: 'booking' },
    contributions: 10,
    measures: { visits: 10 },
  };
  const [reached] = (await report([goal], 'goals', week)).rows as readonly { share: number | null }[];
  assert.equal(reached?.share, null, 'a share of visits that are not shown is not known, and no 0 %');
});

test('a question that does not fit is refused with its parameter', () => {
  const cases: readonly (readonly [ReportName, Record<string, unknown>, string])[] = [
    ['summary', { from: '2026-02-31' }, '/from'],
    ['summary', { from: 'yesterday' }, '/from'],
    ['summary', { from: '2026-11-22', to: '2026-11-21' }, '/from'],
    ['summary', { to: ['2026-11-22', '2026-11-21'] }, '/to'],
    ['summary', { by: 'browser,device,country' }, '/by'],
    ['summary', { by: 'browser', filter: ['device:phone', 'country:KZ'] }, '/by'],
    ['browsers', { by: ['device'], filter: 'country:KZ' }, '/by'],
    ['pages', { by: 'referrer' }, '/by'],
    ['pages', { filter: 'browser' }, '/filter'],
    ['pages', { filter: 'constructor:x' }, '/filter'],
    ['pages', { filter: ['browser:a', 'browser:b'] }, '/filter'],
    ['flows', { by: 'browser' }, '/by'],
    ['summary', { step: 'week' }, '/step'],
    ['views', { step: 'year' }, '/step'],
    ['views', { step: 'hour', by: 'browser' }, '/step'],
    ['views', { order: 'x' }, '/order'],
  ];
  for (const [name, asked, path] of cases)
    assert.throws(
      () => readQuery(name, asked, 'Asia/Almaty', released),
      (error) => error instanceof Refusal && error.reason === 'bad-query' && error.more.path === path,
      `${name} ${JSON.stringify(asked)}`,
    );
});
