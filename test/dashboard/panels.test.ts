import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { dayOf, formatDay, monthOf, parseDay, weekdayOf } from '../../src/wire/calendar.ts';
import type { Behaviour, FakeCollector } from './support/fake-collector.ts';
import { settled, type Watched, words } from './support/open-page.ts';
import { useStandIn } from './support/stand-in.ts';
import { busy, busySite, released, zone } from './support/states.ts';

const standIn = useStandIn();

async function open(behaviour: Behaviour, query = ''): Promise<Watched & { collector: FakeCollector }> {
  const fake = await standIn.start(behaviour);
  const opened = await standIn.open(`${fake.address}?lang=en${query}`);
  return { ...opened, collector: fake };
}

/** As a background tab that is looked at again: the page asks for news at once. */
const lookAgain = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test('R-07: who is here comes in steps, and pages only with ten readers', async () => {
  const pages = [
    { path: '/doctors', present: 20 },
    { path: '/<b>hostile</b>', present: 10 },
  ];
  const { page, faults } = await open({ ...busy(), present: 50, pages });
  await settled(page);
  assert.match(await words(page, '.strip'), /On the site now: 50–99/);
  await page.click('.sheet summary');
  assert.match(
    await words(page, '.sheet-body'),
    /Pages with at least 10 readers now.* \/doctors 20–49 \/<b>hostile<\/b> 10–19$/,
  );
  await page.keyboard.press('Escape');
  assert.equal(await page.$('.sheet[open]'), null);
  assert.deepEqual(faults, []);
});

test('R-07: where nobody or few are here, no page is named', async () => {
  const { page } = await open({ ...busy(), present: 0 });
  await settled(page);
  assert.match(await words(page, '.strip'), /On the site now: fewer than 10/);
  assert.equal(await page.$('.sheet'), null);
});

test('R-10: a collector that stops answering in the middle is named, the figures stay, and come back with it', async () => {
  const { page, collector } = await open(busy());
  await settled(page);
  const figures = await words(page, '.figures');
  const reports = Object.fromEntries(['summary', 'views', 'pages'].map((name) => [name, 503]));
  collector.behaviour.failing = { news: 503, ...reports };
  await lookAgain(page);
  await page.waitForSelector('.silent');
  assert.match(await words(page, '.silent'), /The collector does not answer; its last answer: \d\d:\d\d/);
  assert.equal(await words(page, '.figures'), figures);
  collector.behaviour.failing = {};
  await lookAgain(page);
  await page.waitForFunction(() => !document.querySelector('.silent'));
  await settled(page);
  assert.equal(await words(page, '.figures'), figures);
});

test('R-10: figures that could not be renewed stay, and say that they are older', async () => {
  const { page, collector } = await open(busy());
  await settled(page);
  collector.behaviour.failing = { pages: 503 };
  collector.behaviour.nextRelease = new Date(Date.parse(collector.behaviour.nextRelease) + 3_600_000).toISOString();
  await lookAgain(page);
  await page.waitForSelector('#pages .older');
  assert.match(await words(page, '#pages'), /The newest figures did not arrive; these are older\..* \/doctors [\d,]+/);
  collector.behaviour.failing = {};
  await page.click('#pages .older button');
  await page.waitForFunction(() => !document.querySelector('.older'));
});

test('R-04: Web Vitals by device and by page, with limits, and the period before', async () => {
  const { page, collector } = await open(busy());
  await settled(page);
  assert.match(await words(page, '#vitals'), /LCP good: ≤ 2\.50 s, poor: > 4\.00 s/);
  assert.match(await words(page, '#vitals'), /2\.21 s good before: 2\.21 s/);
  const choose = (name: string) =>
    page.$$eval(
      '#vitals .choice label',
      (labels, text) => labels.find((label) => label.textContent === text)?.click(),
      name,
    );
  await choose('By device');
  await settled(page);
  assert.match(page.url(), /vitals=device/);
  assert.ok(collector.asked.some((question) => /reports\/vitals\?.*by=device/.test(question)));
  assert.match(await words(page, '#vitals'), /Device LCP INP CLS FCP TTFB phone 2\.21 s good/);
  assert.match(await words(page, '#vitals tr[data-value="tablet"]'), /tablet \d\.\d\d s needs work|tablet –/);
  await choose('By page');
  await settled(page);
  const link = await page.$eval('#vitals .exports a', (one) => one.getAttribute('href') ?? '');
  assert.match(link, /by=path/, 'the download is what the panel shows');
  await page.click('#vitals tr[data-value="/doctors"] button');
  await settled(page);
  assert.match(page.url(), /filter=path%3A%2Fdoctors/);
  assert.match(await words(page, '#vitals .choice'), /^Break down All By page$/, 'a third dimension is not offered');
  await page.goBack();
  await page.goBack();
  await settled(page);
  assert.match(await words(page, '#vitals'), /By device.* phone 2\.21 s/);
});

test('R-04: Web Vitals and consents show their course, as lines, bars and tables', async () => {
  const { page, collector, faults } = await open(busy());
  await settled(page);
  assert.match(await words(page, '#vitals'), /Over time: the p75 by day; the dashed line is where “good” ends/);
  const labels = (panel: string) =>
    page.$$eval(`#${panel} .trend`, (all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const lines = await labels('vitals');
  assert.equal(lines.length, 5);
  assert.match(lines[0] ?? '', /^\d\.\d\d\ss → \d\.\d\d\ss$/);
  await page.click('#vitals .figures-table summary');
  assert.equal((await page.$$('#vitals .figures-table tbody tr')).length, 30);
  assert.match(await words(page, '#vitals .figures-table'), /When LCP INP CLS FCP TTFB .*\d\.\d\d s \d+ ms/);

  assert.match(await words(page, '#consents'), /Over time by day: given upwards, withdrawn downwards/);
  assert.match((await labels('consents'))[0] ?? '', /^Most given: \d+, .+\.$/);
  await page.click('#consents .figures-table summary');
  assert.match(await words(page, '#consents .figures-table'), /When Purpose Policy Given Withdrawn .*2026-05-01/);

  await page.select('.toolbar select', '90d');
  await settled(page);
  assert.match(await words(page, '#vitals'), /the p75 by week/);
  const asked = collector.asked.filter((question) => /vitals\?.*step=/.test(question));
  assert.deepEqual(
    asked.map((question) => /step=(\w+)/.exec(question)?.[1]),
    ['day', 'week'],
    'one question for each range',
  );
  // Twelve visits a day are too few for a p75 of a day.
  collector.behaviour.sites = { 'clinic.kz': { ...busySite, daily: 12 } };
  await page.select('.toolbar select', '30d');
  await settled(page);
  assert.match(await words(page, '#vitals'), /the p75 by week/);
  await page.select('.toolbar select', 'yesterday');
  await settled(page);
  assert.equal(await page.$('#vitals .trend'), null, 'a day has no course');
  assert.deepEqual(faults, []);
});

test('R-05: lists compare with the period before, where it is known and one step of k is a small part', async () => {
  const { page } = await open(busy());
  await settled(page);
  await page.waitForSelector('#pages td.change');
  assert.match(await words(page, '#pages'), /Change \/ [\d,]+ [\d,]+ [\d,]+ [+−-]?\d+%/);
  assert.equal(await page.$eval('#countries tr[data-value="DE"] .change', (cell) => cell.textContent !== null), true);
  await page.click('.switch input');
  await settled(page);
  assert.equal(await page.$('td.change'), null);
});

test('R-04: bars compare the values that are named, though all the others together are more', async () => {
  const row = (referrer: string, visits: number) => ({ referrer, visits, bounces: 0, visitors: null });
  const rows = { referrers: [row('google.com', 100), row('vk.com', 50), row('(other)', 900)] };
  const { page } = await open({ ...busy(), rows });
  await settled(page);
  const shares = await page.$$eval('#referrers tbody tr', (all) =>
    all.map((one) => one.style.getPropertyValue('--share')),
  );
  assert.deepEqual(shares, ['1', '0.5', '1']);
});

test('R-10: a panel too thin for a day shows its week, or the month, and says which, and which days', async () => {
  // The last Wednesday of last month: its week and its month are whole, whichever day this runs.
  const lastOfMonth = parseDay(`${monthOf(dayOf(released, zone))}-01`) - 1;
  const wednesday = formatDay(lastOfMonth - ((weekdayOf(lastOfMonth) + 4) % 7));
  const { page, collector } = await open(busy(), `&from=${wednesday}&to=${wednesday}`);
  await settled(page);
  assert.doesNotMatch(await words(page, '#pages'), /Too few/);
  // Twelve visits a day: little of a day is shown, more of a month.
  collector.behaviour.sites = { 'clinic.kz': { ...busySite, daily: 12 } };
  await page.reload();
  await settled(page);
  assert.match(await words(page, '#pages'), /Too few for the chosen day, so this shows its week: .*\d{4}\..* \/ \d+/);
  assert.match(await words(page, '#events'), /Too few for the chosen days, so this shows their month: .*\d{4}\./);
  assert.match(await words(page, '#vitals'), /so this shows its week: .* LCP .* \d\.\d\d s good/, 'speed climbs too');
  const days = await page.$eval('#pages .exports a', (one) => {
    const { searchParams } = new URL(one.getAttribute('href') ?? '');
    return Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '');
  });
  assert.ok(days > 0, 'the download has the same days');
});

test('R-05, R-06: an address with what does not exist opens, and says that something was left out', async () => {
  const asked = '&from=2026-02-31&to=2026-03-01&filter=constructor:x&filter=path:';
  const { page, faults } = await open(busy(), asked);
  await settled(page);
  assert.match(await words(page, '.toolbar'), /dates or filters that do not exist; they were left out/);
  assert.equal(await page.$eval('.toolbar select', (select) => (select as HTMLSelectElement).value), '30d');
  await page.select('.toolbar select', '7d');
  await settled(page);
  assert.doesNotMatch(await words(page, '.toolbar'), /left out/);
  assert.deepEqual(faults, []);
});

test('R-06: the year 9999 has not come yet, and the page says so', async () => {
  const { page, faults } = await open(busy(), '&from=9999-01-01&to=9999-12-31');
  await settled(page);
  assert.match(await words(page, '.toolbar'), /These days have not come yet/);
  assert.equal(await page.$('.failed'), null);
  assert.deepEqual(faults, []);
});

test('K-11, K-19: the owner finds a receipt, checks them all, and erases days after writing the site’s name', async () => {
  const id = 'abcdefghijklmnopqrstuv';
  const receipt = {
    ...{ v: 1, id, site: 'clinic.kz', act: 'given', policy: { url: 'https://clinic.kz/p', version: '2026-11-01' } },
    ...{ text: 'a'.repeat(64), language: 'ru', surface: 'banner', method: 'pointer', onDay: '2026-11-20' },
    ...{ purposes: { statistics: true, search: false, '<img src=x>': true }, validDays: 180, widget: '1.0.0' },
  };
  const owner = {
    [`v1/receipts/${id}`]: { receipt },
    'v1/receipts/verify': { receipts: 1234, broken: null },
    'v1/sites/clinic.kz/measurements': 204,
  };
  const { page, collector, faults } = await open({ ...busy(), role: 'owner', owner });
  await settled(page);
  const find = async (text: string) => {
    await page.$eval(
      '#receipt',
      (field, value) => {
        (field as HTMLInputElement).value = value;
      },
      text,
    );
    await page.click('#owner form button');
  };
  await find('too short');
  await page.waitForFunction(() => /22 characters/.test(document.getElementById('receipt-said')?.textContent ?? ''));
  await find('vutsrqponmlkjihgfedcba');
  await page.waitForFunction(() =>
    /no receipt with this number/.test(document.getElementById('receipt-said')?.textContent ?? ''),
  );
  await find(id);
  await page.waitForSelector('.facts');
  assert.match(
    await words(page, '.facts'),
    /consent given Day 20 November 2026 .*2026-11-01 Allowed statistics, <img src=x> Refused searches/,
  );
  await page.click('#owner .link');
  await page.waitForFunction(() =>
    /in their order: 1,234/.test(document.getElementById('receipt-said')?.textContent ?? ''),
  );
  assert.match(await words(page, '#owner'), /For 25 months/);

  const erase = () => page.click('.erasure .danger');
  await erase();
  assert.match(await words(page, '#erase-said'), /This is not the site’s name: clinic\.kz/);
  assert.ok(!collector.asked.some((question) => question.includes('measurements')), 'nothing was asked yet');
  await page.type('#erase-name', 'clinic.kz');
  await erase();
  await page.waitForFunction(() => /^Erased: /.test(document.getElementById('erase-said')?.textContent ?? ''));
  const [asked] = collector.asked.filter((question) => question.includes('measurements'));
  assert.match(asked ?? '', /^v1\/sites\/clinic\.kz\/measurements\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d$/);
  collector.behaviour.owner = { 'v1/sites/clinic.kz/measurements': 503 };
  await page.type('#erase-name', 'clinic.kz');
  await erase();
  await page.waitForFunction(() => /Nothing was erased/.test(document.getElementById('erase-said')?.textContent ?? ''));
  assert.deepEqual(faults, []);
});

test('K-18: an analyst, and the sample, have no owner’s part', async () => {
  const { page, collector } = await open({ ...busy(), role: 'owner' }, '&site=sample');
  await settled(page);
  assert.equal(await page.$('#owner'), null);
  collector.behaviour.role = 'analyst';
  await page.goto(`${collector.address}?lang=en`);
  await settled(page);
  assert.equal(await page.$('#owner'), null);
});
