import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFormats } from '../../src/dashboard/formats.ts';
import { previousOf, rangeIds, rangeOf } from '../../src/dashboard/ranges.ts';
import { dayOf, formatDay, weekdayOf } from '../../src/wire/calendar.ts';
import type { Behaviour } from './support/fake-collector.ts';
import { settled, words } from './support/open-page.ts';
import { useStandIn } from './support/stand-in.ts';
import { busy, busySite } from './support/states.ts';

const standIn = useStandIn();

async function open(behaviour: Behaviour, query: string) {
  const fake = await standIn.start(behaviour);
  const opened = await standIn.open(fake.address + query);
  await settled(opened.page);
  return { ...opened, collector: fake };
}

/** A zone that has another day than UTC at this moment; for an hour around noon UTC the one in the east alone has. */
const elsewhere = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].find(
  (zone) => dayOf(Date.now(), zone) !== dayOf(Date.now(), 'UTC'),
);

test('R-06: every period is asked and named in the site’s zone, also where that has another day than UTC', {
  skip: elsewhere ? false : 'at this moment no zone of the two has another day than UTC',
}, async () => {
  const zone = elsewhere ?? 'UTC';
  const today = dayOf(Date.now(), zone);
  const released = Math.floor(Date.now() / 60_000) * 60_000;
  const site = { ...busySite, zone, released, since: today - 1500 };
  const { page, collector, faults } = await open({ ...busy(), sites: { 'clinic.kz': site } }, '?lang=en');
  for (const id of rangeIds) {
    if (id === 'custom') continue; // it has a test of its own
    collector.asked.length = 0;
    await page.select('.toolbar select', id);
    await settled(page);
    const range = rangeOf(id, today);
    const asked = collector.asked.filter((one) => one.startsWith('v1/reports/summary?')).map(datesIn);
    const before = previousOf(id, range);
    assert.deepEqual(asked.toSorted(), [range, ...(before ? [before] : [])].map(textOf).toSorted(), id);
    if (id !== 'all') assert.equal(bare(await words(page, '.dates')), bare(createFormats('en').range(range)), id);
  }
  assert.match(await words(page, '#who'), new RegExp(`Dates and hours are those of ${zone}`));
  assert.deepEqual(faults, []);
});

/** Which space stands beside a dash is the browser's own business. */
const bare = (text: string) => text.replace(/\s/g, '');
const textOf = ({ from, to }: { from: number; to: number }) => `${formatDay(from)} ${formatDay(to)}`;
const datesIn = (asked: string) => {
  const query = new URLSearchParams(asked.slice(asked.indexOf('?')));
  return `${query.get('from')} ${query.get('to')}`;
};

test('R-06: visitors are named by the step they are of, and only days, weeks, months and ever have a figure called so', async () => {
  const { page, collector } = await open(busy(), '?lang=en&show=visitors&range=7d');
  const choice = () => words(page, '#series .choice label:nth-of-type(3)');
  assert.equal(await choice(), 'Visitors of each day');
  await page.goto(`${collector.address}?lang=en&show=visitors&range=year`);
  await settled(page);
  const days = rangeOf('year', dayOf(Date.now(), busySite.zone));
  const step = days.to - days.from > 91 ? 'week' : 'day';
  assert.equal(await choice(), `Visitors of each ${step}`, 'a week’s are no sum of its days');
  assert.match(await words(page, '#series'), new RegExp(`Visitors of each ${step}, by ${step}`));
  const why = (await page.$eval('#series .explain p', (one) => one.textContent)) ?? '';
  assert.match(why, /Safari forgets after seven days, so longer counts run high/);

  // Eight days of two weeks: nothing of the calendar.
  const today = dayOf(Date.now(), busySite.zone);
  const monday = today - weekdayOf(today) + 1;
  for (const [from, to, isExact] of [
    [monday - 7, monday - 1, true],
    [monday - 14, monday - 14, true],
    [monday - 13, monday - 6, false],
  ] as const) {
    await page.goto(`${collector.address}?lang=en&from=${formatDay(from)}&to=${formatDay(to)}`);
    await settled(page);
    const figures = await words(page, '.figures');
    assert.match(figures, isExact ? /Visitors \?? ?[\d,]+/ : /Visitors on a typical day \?? ?\d+/, `${from}–${to}`);
  }
});

test('R-06: a period of which not all was measured is not compared with, and the page says from when figures are', async () => {
  const today = dayOf(Date.now(), busySite.zone);
  const { page, collector, faults } = await open(busy(), '?lang=en&range=90d');
  const since = createFormats('en').range({ from: busySite.since ?? 0, to: busySite.since ?? 0 });
  assert.ok(
    (await words(page, '.toolbar')).includes(
      `There are no figures of the whole previous period to compare with; the first are of ${since}.`,
    ),
  );
  assert.equal(await page.$('td.change'), null);
  assert.doesNotMatch(await words(page, '.figures'), /before:/);
  assert.equal(await page.$('#series .key.before'), null);
  const before = textOf({ from: today - 179, to: today - 90 });
  assert.ok(!collector.asked.some((one) => datesIn(one) === before), 'nor is it asked for');
  await page.select('.toolbar select', '30d');
  await settled(page);
  assert.match(await words(page, '.figures'), /before: [\d,]+/);
  assert.doesNotMatch(await words(page, '.toolbar'), /no figures/);
  assert.deepEqual(faults, []);
});

test('R-10: what failed says why in the reader’s language, never in the collector’s', async () => {
  const failing = { pages: 500, vitals: 400, browsers: 503 } as const;
  for (const [language, broken, refused] of [
    ['ru', /ошибка сборщика/, /так этот отчёт не хранится/],
    ['kk', /жинағыштың қатесі/, /бұл есеп олай сақталмайды/],
    ['en', /a mistake of the collector/, /this report is not kept that way/],
  ] as const) {
    const { page } = await open({ ...busy(), failing }, `?lang=${language}`);
    assert.match(await words(page, '#pages .failed'), broken);
    assert.match(await words(page, '#vitals .failed'), refused);
    if (language !== 'en') assert.doesNotMatch(await words(page, '#pages .failed'), /[A-Za-z]{4}/);
    assert.ok(await page.$('#browsers .failed button'), 'and offers to try again');
    await page.browserContext().close();
  }
});
