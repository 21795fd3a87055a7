import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  dayOf,
  formatDay,
  formatWeek,
  hourOf,
  monthOf,
  parseDay,
  periodOf,
  weekdayOf,
  weekOf,
} from '../../src/wire/calendar.ts';

const almaty = 'Asia/Almaty';
const weeks: [instant: string, week: string][] = [
  ['2026-11-22T18:59:59Z', '2026-W47'],
  ['2026-11-22T19:00:00Z', '2026-W48'],
  ['2026-12-31T20:00:00Z', '2026-W53'],
  ['2027-01-03T18:59:59Z', '2026-W53'],
  ['2027-01-03T19:00:00Z', '2027-W01'],
];

for (const [instant, week] of weeks)
  test(`T-11: ${instant} is in ${week} in Almaty`, () =>
    assert.equal(formatWeek(dayOf(Date.parse(instant), almaty)), week));

test('T-11: the day turns at midnight of the site, not of the visitor', () => {
  assert.equal(formatDay(dayOf(Date.parse('2026-11-22T18:59:59Z'), almaty)), '2026-11-22');
  assert.equal(formatDay(dayOf(Date.parse('2026-11-22T19:00:00Z'), almaty)), '2026-11-23');
  assert.equal(hourOf(Date.parse('2026-11-22T19:30:00Z'), almaty), 0);
  assert.equal(dayOf(Date.parse('2026-03-29T00:30:00Z'), 'Europe/Berlin'), parseDay('2026-03-29'));
});

test('a period is four ISO weeks, counted from Monday 1970-01-05', () => {
  assert.equal(periodOf(parseDay('1970-01-05')), 0);
  assert.equal(periodOf(parseDay('1970-02-01')), 0);
  assert.equal(periodOf(parseDay('1970-02-02')), 1);
});

test('weeks, weekdays, months and periods agree on every day of two centuries', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 73_000 }), (day) => {
      assert.equal(parseDay(formatDay(day)), day);
      assert.equal(weekdayOf(day) === 7 ? weekOf(day) + 1 : weekOf(day), weekOf(day + 1));
      assert.equal(formatWeek(day) === formatWeek(day + 1), weekdayOf(day) !== 7);
      assert.equal(monthOf(day), new Date(day * 864e5).toISOString().slice(0, 7));
      if (periodOf(day) !== periodOf(day + 1)) assert.equal(weekdayOf(day), 7);
    }),
  );
});
