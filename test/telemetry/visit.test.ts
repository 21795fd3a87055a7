import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingKept } from '../../src/telemetry/kept.ts';
import { claim } from '../../src/telemetry/made.ts';
import { countView, keepGoing } from '../../src/telemetry/visit.ts';
import { dayOf } from '../../src/wire/calendar.ts';

const zone = 'Asia/Almaty';
const at = (text: string) => Date.parse(`${text}+05:00`);

/** A browser that views pages at instants of the site's own time. */
function browser() {
  const kept = nothingKept();
  const view = (when: string, path = '/', arrival = {}) =>
    JSON.parse(JSON.stringify(countView(kept, path, arrival, dayOf(at(when), zone), at(when))));
  const look = (when: string) => void keepGoing(kept, dayOf(at(when), zone), at(when));
  return { kept, view, look };
}

test('T-11: the first view ever is first in everything, the next of the day in nothing', () => {
  const { view } = browser();
  assert.deepEqual(view('2026-11-22T10:00').first, {
    on: '2026-11-22',
    day: true,
    week: true,
    month: true,
    ever: true,
    period: true,
    weeksSinceFirst: 0,
  });
  assert.equal(view('2026-11-22T10:01').first, undefined);
  assert.equal(view('2026-11-22T18:00').first, undefined, 'a second visit of the day is no first');
});

test('T-11: Sunday is the old week, Monday the new one; the month and the period have their own firsts', () => {
  const { view } = browser();
  view('2026-11-20T10:00');
  assert.deepEqual(view('2026-11-22T23:59').first, { on: '2026-11-22', day: true, weeksSinceFirst: 0 });
  assert.deepEqual(view('2026-11-23T00:00').first, {
    on: '2026-11-23',
    day: true,
    week: true,
    period: true,
    weeksSinceFirst: 1,
  });
  assert.deepEqual(view('2026-12-01T09:00').first, {
    on: '2026-12-01',
    day: true,
    week: true,
    month: true,
    weeksSinceFirst: 2,
  });
  assert.equal(view('2027-06-01T09:00').first.weeksSinceFirst, 13, 'thirteen and more are thirteen');
});

test('T-11: a stored day in the future is reset without a flag', () => {
  const { view } = browser();
  view('2031-01-01T10:00');
  assert.equal(view('2026-11-24T10:00').first, undefined);
  assert.deepEqual(view('2026-11-25T10:00').first, { on: '2026-11-25', day: true, weeksSinceFirst: 0 });
});

test('T-11: without lasting storage nth is 0 and nothing is first', () => {
  const { kept, view } = browser();
  kept.lasting = false;
  assert.deepEqual(view('2026-11-22T10:00', '/a'), { kind: 'view', path: '/a', nth: 0 });
  assert.deepEqual(view('2026-11-22T10:01', '/b'), { kind: 'view', path: '/b', nth: 0 });
});

test('T-12: a visit ends after 30 minutes without activity and at midnight of the site', () => {
  const { view, look } = browser();
  const arrival = { referrer: 'google.com' };
  assert.deepEqual(view('2026-11-22T23:00', '/a', arrival).entry, { path: '/a', referrer: 'google.com' });
  const second = view('2026-11-22T23:29', '/b');
  assert.deepEqual([second.nth, second.from, second.entry], [2, '/a', { path: '/a', referrer: 'google.com' }]);
  look('2026-11-22T23:40');
  const third = view('2026-11-22T23:59', '/c');
  assert.deepEqual([third.nth, third.from, third.entry], [3, '/b', undefined]);
  assert.deepEqual([view('2026-11-23T00:00', '/d').nth, view('2026-11-23T00:30', '/e').nth], [1, 1]);
});

test('T-12: focused time keeps a visit going and never revives one', () => {
  const { view, look } = browser();
  view('2026-11-22T10:00');
  look('2026-11-22T10:29');
  look('2026-11-22T10:58');
  assert.equal(view('2026-11-22T11:20').nth, 2);
  look('2026-11-22T12:00');
  assert.equal(view('2026-11-22T12:01').nth, 1);
});

test('T-12: the fiftieth view and all after it say 50', () => {
  const { view } = browser();
  let last = 0;
  for (let i = 0; i < 60; i++) last = view(`2026-11-22T10:${String(i).padStart(2, '0')}`).nth;
  assert.equal(last, 50);
});

test('T-13: a page is new once a day, and once more in each period', () => {
  const { view } = browser();
  const news = ['2026-11-20T10:00', '2026-11-20T10:01', '2026-11-21T10:00', '2026-11-23T00:00', '2026-11-24T00:00'];
  assert.deepEqual(
    news.map((when) => view(when, '/a').new),
    ['period', undefined, 'day', 'period', 'day'],
  );
});

test('T-13: what was made is kept as salted numbers, and forgotten with the period', () => {
  const { kept } = browser();
  const day = dayOf(at('2026-11-10T10:00'), zone);
  claim(kept, 'view /hiv', day);
  claim(kept, 'view /doctors', day);
  assert.ok(Object.keys(kept.made).every((key) => /^-?\d+$/.test(key)));
  assert.notDeepEqual(Object.keys(kept.made), Object.keys(browser().kept.made));
  claim(kept, 'view /doctors', day + 28);
  assert.equal(Object.keys(kept.made).length, 1);
});
