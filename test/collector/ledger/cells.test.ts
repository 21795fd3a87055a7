import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCounter } from '../../../src/collector/cells.ts';
import { readDeclared } from '../../../src/collector/declared.ts';
import type { Admitted, Fact } from '../../../src/collector/fact.ts';
import { bucketOf } from '../../../src/collector/histogram.ts';
import { cellsOf, createSiteLattice, type SiteLattice } from '../../../src/collector/lattice.ts';
import { type Table, type TableName, tables } from '../../../src/collector/tables.ts';
import { batchOf, factOf, firstView, noon, nothing, site } from './support.ts';

/** A fresh lattice after these facts came in one batch. */
function countOf(facts: readonly Fact[], more: Partial<Admitted> = {}): SiteLattice {
  const lattice = createSiteLattice(site, readDeclared(nothing));
  createCounter(lattice).batch(batchOf(facts, more));
  return lattice;
}

/** `table dimension=value …` → contributions and the measures that are not 0. */
function shown(lattice: SiteLattice, name: TableName): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const table: Table = tables[name];
  const found: Record<string, Record<string, number>> = {};
  for (const group of lattice.groups.values())
    if (group.table === name)
      for (const [one, two, cell] of cellsOf(group)) {
        const values = [one, two].slice(0, group.dimensions.length);
        const label = values.map((value, at) => `${group.dimensions[at]}=${value}`).join(' ');
        const measures = table.measures.map((measure, at) => [measure, cell.x[at] ?? 0] as const);
        found[label] = { u: cell.u, p: cell.now, ...Object.fromEntries(measures.filter(([, amount]) => amount > 0)) };
      }
  return found;
}

const view = (more: Readonly<Record<string, unknown>> = {}) =>
  factOf({ kind: 'view', path: '/doctors', nth: 3, from: '/', ...more });

test('a first view counts one visit and one visitor in the total, in 8 single and in 28 pair cells', () => {
  const visits = shown(countOf([firstView('/')]), 'visits');
  assert.equal(Object.keys(visits).length, 1 + 8 + 28);
  for (const cell of Object.values(visits)) assert.deepEqual(cell, { u: 1, p: 1, visits: 1 });
  assert.ok(visits['entry=/ browser=Firefox'] && visits['campaign=(none)'] && visits['referrer=google.com country=KZ']);
});

test('the second view of a visit tells, under the visit’s entry, that it did not bounce; it is no visitor', () => {
  const visits = shown(countOf([view({ nth: 2, entry: { path: '/', referrer: 'google.com' } })]), 'visits');
  assert.equal(Object.keys(visits).length, 37);
  for (const cell of Object.values(visits)) assert.deepEqual(cell, { u: 0, p: 0, second: 1 });
});

test('without the visit’s entry only the browser’s own dimensions are counted', () => {
  const visits = shown(countOf([view({ nth: 2 })]), 'visits');
  assert.equal(Object.keys(visits).length, 1 + 5 + 10);
  assert.ok(!Object.keys(visits).some((label) => /entry|referrer|campaign/.test(label)));
});

test('a third view is no visit, and one without lasting storage is a view only', () => {
  assert.deepEqual(shown(countOf([view()]), 'visits'), {});
  const bare = countOf([factOf({ kind: 'view', path: '/', nth: 0 })]);
  assert.deepEqual(shown(bare, 'visits'), {});
  assert.deepEqual(shown(bare, 'totals')[''], { u: 0, p: 0, views: 1 });
});

test('a repeated view adds to views, never to readers; the page it came from gets an onward', () => {
  const lattice = countOf([view({ new: 'period' }), view({ new: 'day' }), view()]);
  const pages = shown(lattice, 'pages');
  assert.deepEqual(pages['path=/doctors'], { u: 2, p: 1, views: 3 });
  assert.deepEqual(pages['path=/doctors browser=Firefox'], { u: 2, p: 1, views: 3 });
  assert.deepEqual(pages['path=/'], { u: 0, p: 0, onward: 3 });
  assert.equal(Object.keys(pages).length, 12);
  assert.deepEqual(shown(lattice, 'steps'), { 'from=/ to=/doctors': { u: 2, p: 1 } });
});

test('a leave adds engaged seconds and the largest quarter seen', () => {
  const lattice = countOf([factOf({ kind: 'leave', path: '/doctors', new: 'day', engagedSeconds: 34, scroll: 75 })]);
  assert.deepEqual(shown(lattice, 'pages')['path=/doctors'], { u: 0, p: 0, engagedSeconds: 34, scroll75: 1 });
  assert.deepEqual(shown(lattice, 'totals')[''], { u: 0, p: 0, engagedSeconds: 34 });
  assert.deepEqual(shown(lattice, 'totals')['device=computer'], { u: 0, p: 0, engagedSeconds: 34 });
});

test('the flags of a view count unique browsers of the week, the month and ever, alone and by each dimension', () => {
  const uniques = shown(countOf([firstView('/')]), 'uniques');
  assert.equal(Object.keys(uniques).length, 3 * 9);
  for (const cell of Object.values(uniques)) assert.deepEqual(cell, { u: 1, p: 1 });
  const again = shown(countOf([firstView('/', noon, { first: { day: true, month: true } })]), 'uniques');
  assert.deepEqual(Object.keys(again).length, 9);
  assert.deepEqual(again['span=month'], { u: 1, p: 0 });
});

test('a month that began before its period still knows how many browsers the period has', () => {
  const uniques = shown(countOf([firstView('/', noon, { first: { day: true, week: true, period: true } })]), 'uniques');
  assert.deepEqual(uniques['span=month'], { u: 0, p: 1 });
  assert.deepEqual(uniques['span=week'], { u: 1, p: 1 });
});

test('retention knows the week of the first visit, but not of one 13 weeks ago and more', () => {
  const on = (weeksSinceFirst: number) =>
    Object.keys(shown(countOf([firstView('/', noon, { first: { week: true, weeksSinceFirst } })]), 'retention'));
  // 2026-11-22 is the Sunday of ISO week 47.
  assert.deepEqual(on(0), ['week=2026-W47 offset=0']);
  assert.deepEqual(on(12), ['week=2026-W35 offset=12']);
  assert.deepEqual(on(13), ['week=(earlier) offset=13']);
});

test('K-03: an event whose day has closed is counted, not in hours, and in quality as late', () => {
  const onTime = countOf([firstView('/')]);
  assert.deepEqual(shown(onTime, 'hours'), { 'hour=7-12': { u: 1, p: 1 } });
  assert.deepEqual([...onTime.quality], []);
  const late = countOf([firstView('/', noon, { late: true })]);
  assert.deepEqual(shown(late, 'hours'), {});
  assert.equal(shown(late, 'visits')['']?.u, 1);
  assert.deepEqual([...late.quality], [['late', 1]]);
});

test('a vital is rated and put in its bucket; a name’s first counts once, a page’s first beside it', () => {
  const vital = (more: Readonly<Record<string, unknown>>) =>
    factOf({ kind: 'vital', path: '/', name: 'LCP', value: 1830, ...more });
  const lattice = countOf([vital({ new: 'period', newName: 'period' }), vital({ new: 'day', value: 4100 })]);
  const vitals = shown(lattice, 'vitals');
  assert.deepEqual(vitals['metric=LCP'], { u: 1, p: 1, good: 1, poor: 1 });
  assert.deepEqual(vitals['metric=LCP device=computer'], { u: 1, p: 1, good: 1, poor: 1 });
  assert.deepEqual(vitals['metric=LCP path=/'], { u: 2, p: 1, good: 1, poor: 1 });
  const [, , cell] = [...cellsOf(lattice.groups.get('vitals metric') ?? assert.fail())][0] ?? assert.fail();
  assert.equal(cell.x.length, 3 + 48);
  assert.equal(cell.x[3 + bucketOf('LCP', 1830)], 1);
  assert.equal(cell.x[3 + bucketOf('LCP', 4100)], 1);
});

test('an event counts alone and with each of its properties', () => {
  const lattice = countOf([
    factOf({ kind: 'event', name: 'call', new: 'period', props: { place: 'header', size: 'L' } }),
  ]);
  const cell = { u: 1, p: 1, times: 1 };
  assert.deepEqual(shown(lattice, 'events'), {
    'name=call': cell,
    'name=call property=place=header': cell,
    'name=call property=size=L': cell,
  });
});

test('a goal counts alone and by each dimension of its visit; a step in its funnel', () => {
  const goals = shown(countOf([factOf({ kind: 'goal', name: 'booking', entry: { path: '/' } })]), 'goals');
  assert.equal(Object.keys(goals).length, 9);
  assert.deepEqual(goals['goal=booking referrer=(none)'], { u: 0, p: 0, visits: 1 });
  const funnels = shown(countOf([factOf({ kind: 'step', funnel: 'booking', step: 2, new: 'day' })]), 'funnels');
  assert.deepEqual(funnels, { 'funnel=booking step=2': { u: 1, p: 0, visits: 1 } });
});

test('searches and places: each is a contribution, also of its period', () => {
  const lattice = countOf([
    factOf({ kind: 'search', words: 'кардиолог', results: 'none' }),
    factOf({ kind: 'search', term: '12', results: 'some' }),
    factOf({ kind: 'place', name: 'Алматы' }),
  ]);
  const cell = { u: 1, p: 1 };
  assert.deepEqual(shown(lattice, 'searches'), {
    'words=кардиолог': cell,
    'words=кардиолог results=none': cell,
    'term=12': cell,
    'term=12 results=some': cell,
  });
  assert.deepEqual(shown(lattice, 'places'), { 'name=Алматы': cell });
});

test('what a browser or the admission dropped is in quality, by reason', () => {
  const lattice = countOf([], { dropped: { expired: 3, full: 1 } });
  assert.deepEqual(Object.fromEntries(lattice.quality), { expired: 3, full: 1 });
});

test('a receipt counts each purpose that was given or taken back, under its version of the policy', () => {
  const lattice = createSiteLattice(site, readDeclared(nothing));
  createCounter(lattice).receipt(
    [
      { act: 'given', policy: '2026-11-01', purpose: 'statistics' },
      { act: 'withdrawn', policy: '2026-11-01', purpose: 'search' },
    ],
    20_779,
  );
  assert.deepEqual(shown(lattice, 'given'), { 'policy=2026-11-01 purpose=statistics': { u: 1, p: 1 } });
  assert.deepEqual(shown(lattice, 'withdrawn'), { 'policy=2026-11-01 purpose=search': { u: 1, p: 1 } });
});

test('K-07: no cell has more than two descriptive values', () => {
  for (const table of Object.values<Table>(tables))
    for (const dimensions of table.cells) assert.ok(dimensions.length <= 2, dimensions.join(' × '));
});
