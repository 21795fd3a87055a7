import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fact } from '../../src/collector/fact.ts';
import { createLiveBook } from '../../src/collector/live.ts';
import { readQuery } from '../../src/collector/query.ts';
import { readView, writeView } from '../../src/dashboard/address.ts';
import { createApi } from '../../src/dashboard/api.ts';
import { cohortDays, cohortsOf } from '../../src/dashboard/cohorts.ts';
import { changeOfRow, isComparable } from '../../src/dashboard/compare.ts';
import { fill } from '../../src/dashboard/fill.ts';
import { type Field, takes, toggle } from '../../src/dashboard/filters.ts';
import { createFormats } from '../../src/dashboard/formats.ts';
import { funnelsOf } from '../../src/dashboard/funnel.ts';
import { stepText } from '../../src/dashboard/live-step.ts';
import { climb, pointsOf, stepFor, typicalDay } from '../../src/dashboard/points.ts';
import { isTooLong, previousOf, rangeIds, rangeOf, widen } from '../../src/dashboard/ranges.ts';
import { tongueOf } from '../../src/dashboard/tongue.ts';
import { formatDay, parseDay } from '../../src/wire/calendar.ts';
import { languages } from '../../src/wire/config.ts';
import { dimensions, type Report, type ReportName, reportRows } from '../../src/wire/report.ts';
import { analyst as en } from '../../src/words/analyst/en.ts';
import { analyst as kk } from '../../src/words/analyst/kk.ts';
import { analyst as ru } from '../../src/words/analyst/ru.ts';

const sunday = parseDay('2026-11-22');
const text = ({ from, to }: { from: number; to: number }) => `${formatDay(from)} ${formatDay(to)}`;

test('R-06: each period is the days its name says; weeks begin on Monday', () => {
  const expected = {
    today: '2026-11-22 2026-11-22',
    yesterday: '2026-11-21 2026-11-21',
    week: '2026-11-16 2026-11-22',
    lastweek: '2026-11-09 2026-11-15',
    month: '2026-11-01 2026-11-22',
    lastmonth: '2026-10-01 2026-10-31',
    year: '2026-01-01 2026-11-22',
    lastyear: '2025-01-01 2025-12-31',
    '7d': '2026-11-16 2026-11-22',
    '30d': '2026-10-24 2026-11-22',
    '90d': '2026-08-25 2026-11-22',
    all: '2000-01-01 2026-11-22',
    custom: '2026-10-24 2026-11-22',
  };
  for (const id of rangeIds) assert.equal(text(rangeOf(id, sunday)), expected[id], id);
});

test('R-06: the period before is as long as what has passed of this one', () => {
  const before = (id: (typeof rangeIds)[number], today: string) => {
    const previous = previousOf(id, rangeOf(id, parseDay(today)));
    return previous && text(previous);
  };
  assert.equal(before('today', '2026-11-22'), '2026-11-21 2026-11-21');
  assert.equal(before('week', '2026-11-18'), '2026-11-09 2026-11-11');
  assert.equal(before('month', '2026-11-22'), '2026-10-01 2026-10-22');
  assert.equal(before('month', '2026-03-31'), '2026-02-01 2026-02-28');
  assert.equal(before('lastmonth', '2026-03-05'), '2026-01-01 2026-01-31');
  assert.equal(before('year', '2026-11-22'), '2025-01-01 2025-11-22');
  assert.equal(before('lastyear', '2026-11-22'), '2024-01-01 2024-12-31');
  assert.equal(before('30d', '2026-11-22'), '2026-09-24 2026-10-23');
  assert.equal(before('all', '2026-11-22'), null);
});

test('R-05: what the address says is what the page shows, and back again', () => {
  const field = fc.constantFrom<Field>(...dimensions, 'path');
  fc.assert(
    fc.property(
      fc.record({
        site: fc.option(fc.constantFrom('clinic.kz', 'sample')),
        range: fc.constantFrom(...rangeIds.filter((id) => id !== 'custom')),
        filters: fc.uniqueArray(fc.tuple(field, fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' })), {
          maxLength: 2,
          selector: ([name]) => name,
        }),
        compare: fc.boolean(),
        panel: fc.option(fc.constantFrom('pages', 'searches')),
        measure: fc.constantFrom('visits', 'views', 'visitors'),
        vitals: fc.constantFrom('all', 'device', 'path'),
        language: fc.option(fc.constantFrom(...languages)),
      }),
      (part) => {
        const view = { ...part, custom: null, left: false };
        assert.deepEqual(readView(writeView(view)), view);
      },
    ),
  );
  assert.equal(writeView(readView('?from=2026-11-01&to=2026-11-05')), '?from=2026-11-01&to=2026-11-05');
});

test('R-05: an address typed by hand never breaks the page', () => {
  fc.assert(fc.property(fc.string(), (search) => void readView(`?${search}`)));
  const view = readView(
    '?range=custom&from=2026-02-31&to=2026-03-01&filter=nonsense&filter=:x&filter=path:&show=all&lang=xx',
  );
  assert.deepEqual([view.range, view.filters, view.measure, view.language], ['30d', [], 'visits', null]);
  assert.equal(view.left, true, 'and the page says that something was left out');
  for (const search of ['?range=never', '?from=2026-11-01', '?from=0100-01-01&to=0001-01-01', '?filter=toString:x'])
    assert.equal(readView(search).left, true, search);
  for (const search of ['', '?range=90d&filter=country:KZ', '?from=9999-01-01&to=9999-12-31', '?other=1'])
    assert.equal(readView(search).left, false, search);
  assert.equal(readView('?from=2001-01-01&to=2026-11-22').range, '30d', 'more days than the collector answers');
});

test('R-06: days that have not come are cut off, and more than ten years are not asked for', () => {
  const today = parseDay('2026-11-22');
  const range = (from: string, to: string) => {
    const { from: first, to: last } = rangeOf('custom', today, { from: parseDay(from), to: parseDay(to) });
    return [formatDay(first), formatDay(last)];
  };
  assert.deepEqual(range('2026-11-01', '9999-12-31'), ['2026-11-01', '2026-11-22']);
  assert.deepEqual(range('9999-01-01', '9999-12-31'), ['9999-01-01', '9999-01-01']);
  assert.equal(isTooLong({ from: parseDay('2016-01-01'), to: today }), true);
  assert.equal(isTooLong({ from: parseDay('2017-01-01'), to: today }), false);
});

test('R-10: a range too thin for a panel climbs: the day to its week, a week to its month', () => {
  const today = parseDay('2026-11-24');
  const climb = (from: string, to: string) => {
    const wider = widen({ from: parseDay(from), to: parseDay(to) }, today);
    return wider && [formatDay(wider.from), formatDay(wider.to)];
  };
  assert.deepEqual(climb('2026-11-24', '2026-11-24'), ['2026-11-23', '2026-11-24'], 'the week so far');
  assert.deepEqual(climb('2026-11-18', '2026-11-18'), ['2026-11-16', '2026-11-22']);
  assert.deepEqual(climb('2026-11-16', '2026-11-22'), ['2026-11-01', '2026-11-24'], 'the month so far');
  assert.deepEqual(climb('2026-10-05', '2026-10-11'), ['2026-10-01', '2026-10-31']);
  assert.deepEqual(
    climb('2026-10-28', '2026-11-03'),
    ['2026-10-28', '2026-11-24'],
    'a week of two months keeps its days',
  );
  assert.equal(climb('2026-10-26', '2026-11-24'), null);
  const onMonday = widen({ from: parseDay('2026-11-23'), to: parseDay('2026-11-23') }, parseDay('2026-11-23'));
  assert.deepEqual(
    onMonday && [formatDay(onMonday.from), formatDay(onMonday.to)],
    ['2026-11-01', '2026-11-23'],
    'on a Monday the week so far is the day itself: its month then',
  );
  const first = parseDay('2026-06-01');
  assert.equal(widen({ from: first, to: first }, first), null, 'a Monday that begins a month has nothing wider yet');
});

test('a text whose value ends with a full stop has one, not two', () => {
  assert.equal(fill('Здесь неделя: {days}.', { days: '16–22 ноября 2026 г.' }), 'Здесь неделя: 16–22 ноября 2026 г.');
  assert.equal(fill('{days}. {other}', { days: '2–8 November' }), '2–8 November. {other}');
});

test('R-07: every step of the live view is written as a range that ends where the next begins', () => {
  const now = { at: Date.parse('2026-11-24T09:00:30Z') };
  const shown = (present: number) => {
    const book = createLiveBook(() => now.at);
    const views = Array.from({ length: present }, () => ({ kind: 'view', path: '/' }) as Fact);
    book.note('clinic.kz', views);
    now.at += 60_000;
    return stepText(book.read('clinic.kz').present, String, (k) => `<${k}`);
  };
  const edges = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
  assert.deepEqual([0, 1, 9].map(shown), ['<10', '<10', '<10']);
  for (const [at, edge] of edges.entries()) {
    const next = edges[at + 1];
    const text = next === undefined ? `${edge}+` : `${edge}–${next - 1}`;
    assert.deepEqual([edge, (next ?? edge + 1) - 1].map(shown), [text, text]);
  }
});

test('a comparison of a row says nothing where one step of k would be a large part of it', () => {
  assert.equal(changeOfRow(60, 50, 10), 0.2);
  for (const [now, before] of [
    [60, 40],
    [40, 60],
    [60, undefined],
  ] as const)
    assert.equal(changeOfRow(now, before, 10), null);
  assert.equal(isComparable({ from: 0, to: 6 }, 6), false, 'a running week');
  assert.equal(isComparable({ from: 0, to: 6 }, 7), true);
  assert.equal(isComparable({ from: 0, to: 29 }, 29), true);
});

test('R-10: a collector that stops answering in the middle is a failure in the end, not a wait for ever', async () => {
  const never: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  assert.deepEqual(await createApi('https://a.kz/stats/', never, 5).get('v1/sites'), { failure: { kind: 'offline' } });
});

test('R-05: at most two dimensions are asked together, the report’s own included', () => {
  const browser: readonly [Field, string] = ['browser', 'Safari'];
  const country: readonly [Field, string] = ['country', 'KZ'];
  const entry: readonly [Field, string] = ['entry', '/'];
  const table: readonly (readonly [Parameters<typeof takes>[0], Parameters<typeof takes>[1], boolean])[] = [
    ['summary', [browser, country], true],
    ['summary', [['path', '/']], false],
    ['browsers', [browser, country], true],
    ['systems', [browser, country], false],
    ['systems', [browser], true],
    ['pages', [browser], true],
    ['pages', [browser, country], false],
    ['pages', [entry], false],
    ['pages', [['path', '/']], true],
    ['exits', [['path', '/']], true],
    ['exits', [entry], false],
    ['goals', [country], true],
    ['goals', [browser, country], false],
    ['campaigns', [entry], true],
    ['flows', [browser], false],
    ['vitals', [['device', 'phone']], true],
    ['vitals', [browser], false],
    ['searches', [browser], false],
    ['quality', [], true],
  ];
  for (const [report, filters, expected] of table)
    assert.equal(takes(report, filters), expected, `${report} ${JSON.stringify(filters)}`);
});

test('R-05: for every report and every pair of filters the page asks just what the collector answers', () => {
  const fields: readonly Field[] = [...dimensions, 'path'];
  const sets = [
    [],
    ...fields.map((one) => [one]),
    ...fields.flatMap((one, at) => fields.slice(at + 1).map((two) => [one, two])),
  ];
  const answers = (name: ReportName, set: readonly Field[]) => {
    try {
      readQuery(name, { filter: set.map((field) => `${field}:x`) }, 'Asia/Almaty', Date.parse('2026-11-22T09:00:00Z'));
      return true;
    } catch {
      return false; // A refusal: this report is not kept with these.
    }
  };
  for (const name of Object.keys(reportRows) as ReportName[])
    for (const set of sets) {
      // The owner's events are filtered by their own properties only, which may be called anything.
      const isAnswered = name === 'events' && set.length > 0 ? false : answers(name, set);
      assert.equal(
        takes(
          name,
          set.map((field) => [field, 'x'] as const),
        ),
        isAnswered,
        `${name} filtered by ${set.join(' and ') || 'nothing'}`,
      );
    }
});

test('R-05: a second click takes a filter away, a third filter replaces the oldest', () => {
  const one = toggle([], 'browser', 'Safari');
  const two = toggle(one, 'country', 'KZ');
  assert.deepEqual(toggle(two, 'browser', 'Safari'), [['country', 'KZ']]);
  assert.deepEqual(toggle(two, 'device', 'phone'), [
    ['country', 'KZ'],
    ['device', 'phone'],
  ]);
  assert.deepEqual(toggle(one, 'browser', 'Chrome'), [['browser', 'Chrome']]);
});

const series = (visits: readonly number[], step: 'day' | 'week' = 'day'): Report<'views'> => ({
  report: 'views',
  site: 'clinic.kz',
  from: '2026-11-01',
  to: '2026-11-30',
  zone: 'Asia/Almaty',
  k: 10,
  released: '2026-11-20T06:00:00Z',
  unfinished: true,
  filters: {},
  rows: visits.map((count, index) => ({
    at: step === 'day' ? formatDay(parseDay('2026-11-01') + index) : `2026-W${index + 10}`,
    visits: count,
    visitors: count,
    bounces: 0,
    views: null,
    engagedSeconds: null,
  })),
});

test('R-10: a chart whose days are mostly below k climbs to weeks, and from there to months', () => {
  const thin = Array.from({ length: 20 }, (_, index) => (index % 4 === 0 ? 10 : 0));
  assert.equal(climb(series(thin), 'day'), 'week');
  assert.equal(climb(series(thin.slice(0, 12), 'week'), 'week'), 'month');
  assert.equal(climb(series(thin.map(() => 10)), 'day'), null);
  // The days before a site's first visit say nothing about how thin it is.
  assert.equal(climb(series([...Array(25).fill(0), 20, 20, 30]), 'day'), null);
  assert.equal(stepFor({ from: sunday, to: sunday }, false), 'hour');
  assert.equal(stepFor({ from: sunday, to: sunday }, true), 'day');
  assert.equal(stepFor({ from: sunday - 364, to: sunday }, false), 'week');
});

test('R-01: what is not released is a gap, what is not listed looks like zero', () => {
  const range = { from: parseDay('2026-11-17'), to: parseDay('2026-11-22') };
  const report = { ...series([]), rows: series([20]).rows.map((row) => ({ ...row, at: '2026-11-18' })) };
  const points = pointsOf(report, null, range, null, 'day', 'visits');
  assert.deepEqual(
    points.map(({ now }) => now),
    [0, 20, 0, 0, null, null],
  );
  assert.deepEqual(
    points.filter(({ running }) => running).map(({ at }) => at),
    ['2026-11-20'],
  );
});

test('R-01: a typical day is a value that was released, never an average', () => {
  assert.equal(typicalDay(series([0, 0, 10, 30, 40, 20])), 30);
  assert.equal(typicalDay(series([0, 20])), 20);
  assert.equal(typicalDay(series([0, 0])), null);
  fc.assert(
    fc.property(
      fc.array(
        fc.nat(50).map((count) => count * 10),
        { minLength: 1 },
      ),
      (visits) => {
        assert.equal((typicalDay(series(visits)) ?? 0) % 10, 0);
      },
    ),
  );
});

test('R-09: numbers, dates and durations are written as the language writes them', () => {
  // ICU releases differ in their kinds of space and in the comma after a weekday; neither is ours to choose.
  const plain = (part: string) => part.replace(/[\u00a0\u2009\u202f]/g, ' ').replace(/^Sun,/, 'Sun');
  const written = languages.map((language) => {
    const formats = createFormats(language);
    return [
      formats.count(1234567),
      formats.share(0.416),
      formats.range({ from: parseDay('2026-10-24'), to: sunday }),
      formats.at('2026-W47', true),
      formats.at('2026-11-22'),
      formats.duration(98),
      formats.vital('LCP', 2210),
      formats.vital('CLS', 0.04),
    ].map(plain);
  });
  assert.deepEqual(
    written,
    [
      [
        '1 234 567',
        '42 %',
        '24 октября – 22 ноября 2026 г.',
        '16 нояб.',
        'вс, 22 нояб.',
        '1 мин 38 с',
        '2,21 с',
        '0,04',
      ],
      ['1 234 567', '42 %', '2026 ж. 24 қазан – 22 қараша', '16 қар.', 'жс, 22 қар.', '1 мин 38 с', '2,21 с', '0,04'],
      ['1,234,567', '42%', '24 October – 22 November 2026', '16 Nov', 'Sun, 22 Nov', '1 min 38 s', '2.21 s', '0.04'],
    ].map((row) => row.map(plain)),
  );
});

test('R-09: every language has every text, with the same names in braces', () => {
  const names = (all: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(all).map(([key, value]) => [key, [...value.matchAll(/\{\w+\}/g)].map(String).sort()]),
    );
  assert.deepEqual(names(ru), names(en));
  assert.deepEqual(names(kk), names(en));
  assert.equal(tongueOf(null, ['de', 'kk-KZ', 'ru']).language, 'kk');
  assert.equal(tongueOf(null, ['de']).language, 'ru');
  assert.equal(tongueOf('en', ['ru']).language, 'en');
});

test('R-04: a funnel’s shares are of the first step and of the one before, never above one', () => {
  const row = (funnel: string, step: number, browsers: number) => ({ funnel, step, browsers, visits: browsers });
  const [booking, late] = funnelsOf([
    row('booking', 1, 40),
    row('booking', 2, 50),
    row('booking', 4, 10),
    row('late', 2, 20),
  ]);
  assert.deepEqual(
    booking?.steps.map(({ step, ofFirst, ofBefore }) => [step, ofFirst, ofBefore]),
    [
      [1, 1, null],
      [2, 1, 1],
      [4, 0.25, null],
    ],
  );
  assert.deepEqual(late?.steps, [{ step: 2, browsers: 20, ofFirst: null, ofBefore: null }]);
});

test('R-04: retention shows shares of the first week’s visitors, and none that a few people make', () => {
  const days = { from: parseDay('2026-10-05'), to: sunday };
  const row = (week: string, offset: number, visitors: number) => ({ week, offset, visitors });
  const cohorts = cohortsOf(
    [
      row('(earlier)', 13, 90),
      row('2026-W40', 6, 20),
      row('2026-W44', 0, 100),
      row('2026-W44', 1, 30),
      row('2026-W44', 3, 110),
      row('2026-W46', 0, 40),
      row('2026-W46', 1, 20),
      row('2026-W47', 0, 80),
    ],
    days,
    10,
  );
  assert.deepEqual(cohorts, [
    { week: '2026-W47', first: 80, back: [] },
    { week: '2026-W46', first: 40, back: [null] },
    { week: '2026-W44', first: 100, back: [0.3, null, 1] },
  ]);
  assert.equal(text(cohortDays({ from: parseDay('2026-11-18'), to: sunday })), '2026-08-24 2026-11-22');
});
