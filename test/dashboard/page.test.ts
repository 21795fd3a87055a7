import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { type Behaviour, type FakeCollector, goodToken } from './support/fake-collector.ts';
import { type Looks, settled, type Watched, words } from './support/open-page.ts';
import { useStandIn } from './support/stand-in.ts';
import { busy, firstDay } from './support/states.ts';

const standIn = useStandIn();

async function open(
  behaviour: Behaviour,
  query = '?lang=en',
  looks: Looks = {},
): Promise<Watched & { collector: FakeCollector }> {
  const fake = await standIn.start(behaviour);
  return { ...(await standIn.open(fake.address + query, looks)), collector: fake };
}

/** Clicks a row's name; first scrolled to where the sticky head of the page does not cover it. */
async function click(page: Page, panel: string, value: string) {
  const name = `#${panel} tr[data-value="${value}"] button`;
  await page.$eval(name, (button) => button.scrollIntoView({ block: 'center' }));
  await page.click(name);
}

test('an analyst with the one-click link is in, and the token is gone from the address and the history', async () => {
  const { page, collector } = await open({ ...busy(), signedIn: false }, `?lang=en#token=${goodToken}`);
  await settled(page);
  assert.match(await words(page, '.figures'), /Visits/);
  assert.doesNotMatch(page.url(), /token/);
  assert.equal(await page.evaluate(() => history.length), 2, 'about:blank and the page itself');
  await page.click('.out');
  await page.waitForSelector('#token');
  assert.ok(collector.asked.includes('v1/session'));
  assert.equal(collector.behaviour.signedIn, false);
  // The same link once more, pasted into the tab that is open already.
  await page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, goodToken);
  await page.waitForSelector('.figures');
  assert.doesNotMatch(page.url(), /token/);
});

test('R-10: signed out, the page asks for the token and says what is wrong with it', async () => {
  const { page } = await open({ ...busy(), signedIn: false });
  await page.waitForSelector('#token');
  await page.click('[type=submit]');
  assert.equal(await words(page, '#token-error'), 'Paste the token first.');
  await page.type('#token', 'not-the-token');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => /does not know this token/.test(document.body.innerText));
  await page.$eval('#token', (field) => {
    (field as HTMLInputElement).value = '';
  });
  await page.type('#token', goodToken);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.figures');
});

test('R-10: a session that ends while the page is open leads back to the sign-in', async () => {
  const { page, collector } = await open(busy());
  await settled(page);
  collector.behaviour.signedIn = false;
  await page.select('.toolbar select', '7d');
  await page.waitForSelector('#token');
  assert.match(await words(page, 'main'), /You were signed out/);
});

test('R-01: the page shows the collector’s rows and nothing else; no row is below k', async () => {
  const rows = [
    { browser: 'Chrome', visits: 20, bounces: 0, visitors: null },
    { browser: '(other)', visits: 10, bounces: 0, visitors: null },
  ];
  const { page } = await open({ ...busy(), rows: { browsers: rows } });
  await settled(page);
  assert.deepEqual(
    await page.$$eval('#browsers tbody tr', (lines) => lines.map((line) => line.getAttribute('data-value'))),
    ['Chrome', '(other)'],
  );
  assert.match(await words(page, '#browsers'), /Chrome 20 67% everything else 10 33%/);
  assert.equal(await page.$('#browsers tr[data-value="(other)"] button'), null, 'the rest cannot be filtered by');
  for (const panel of ['pages', 'referrers', 'entries', 'countries', 'systems', 'devices', 'languages', 'searches']) {
    const counts = await page.$$eval(`#${panel} tbody tr td:nth-child(2)`, (cells) =>
      cells.map((cell) => Number(cell.textContent?.replace(/\D/g, ''))),
    );
    assert.ok(counts.length > 0 && counts.every((count) => count >= 10 && count % 10 === 0), `${panel}: ${counts}`);
  }
});

test('R-05: a click on a row filters what has the pair; the others say in one sentence that they cannot', async () => {
  const { page, collector } = await open(busy());
  await settled(page);
  collector.asked.length = 0;
  await click(page, 'browsers', 'Safari');
  await settled(page);
  assert.match(page.url(), /filter=browser%3ASafari/);
  const asked = (name: string) => collector.asked.find((question) => question.startsWith(`v1/reports/${name}?`)) ?? '';
  for (const name of ['summary', 'views', 'pages', 'referrers', 'systems'])
    assert.match(asked(name), /filter=browser%3ASafari/, name);
  assert.equal(asked('searches'), '', 'a report that takes no filter is not asked again');
  assert.match(await words(page, '#searches'), /Not filtered: .*“Browser: Safari”/);
  assert.match(await words(page, '#vitals'), /Not filtered/);
  assert.doesNotMatch(await words(page, '#pages'), /Not filtered/);

  await click(page, 'countries', 'KZ');
  await settled(page);
  assert.match(await words(page, '#systems'), /Not filtered/, 'a third dimension is not kept');
  assert.match(await words(page, '.figures'), /not kept with this filter/, 'views are not kept by two dimensions');
  await click(page, 'devices', 'phone');
  await settled(page);
  assert.deepEqual(await page.$$eval('.chips bdi', (chips) => chips.map((chip) => chip.textContent)), [
    'Kazakhstan',
    'phone',
  ]);

  assert.match(await words(page, '.toolbar [role=status]'), /the oldest one was replaced/);

  await page.goBack();
  await page.goBack();
  await settled(page);
  assert.deepEqual(await page.$$eval('.chips bdi', (chips) => chips.map((chip) => chip.textContent)), ['Safari']);
  await page.click('.chips button');
  await settled(page);
  assert.equal(await page.$('.chips'), null);
});

test('R-05: a link shares the view: period, filter, comparison, measure and opened panel', async () => {
  const { page, collector } = await open(
    busy(),
    '?lang=en&range=lastweek&filter=country:KZ&compare=no&show=views&panel=entries',
  );
  await settled(page);
  assert.equal(await page.$eval('.toolbar select', (select) => (select as HTMLSelectElement).value), 'lastweek');
  assert.equal(await page.$eval('.switch input', (box) => (box as HTMLInputElement).checked), false);
  assert.match(await words(page, '#series'), /Page views, by day/);
  assert.ok((await page.$$('#entries tbody tr')).length > 7);
  const summaries = new Set(collector.asked.filter((question) => question.startsWith('v1/reports/summary')));
  assert.equal(summaries.size, 1, 'without comparison the period before is not asked for');
  await page.click('#entries .more');
  await settled(page);
  assert.doesNotMatch(page.url(), /panel/);
});

test('R-05: what was pressed stands in the address, whose copy shows the same view, and back undoes it step by step', async () => {
  const { page, collector } = await open(busy());
  await settled(page);
  const seen = async (from: Page) => ({
    range: await from.$eval('.toolbar select', (select) => (select as HTMLSelectElement).value),
    compare: await from.$eval('.switch input', (box) => (box as HTMLInputElement).checked),
    filters: await from.$$eval('.chips li bdi', (chips) => chips.map((chip) => chip.textContent)),
    pages: await from.$$eval('#pages tbody tr', (rows) => rows.map((row) => row.textContent)),
    figures: await words(from, '.figures'),
  });
  const steps = [await seen(page)];
  for (const press of [
    () => page.select('.toolbar select', '7d'),
    () => page.click('.switch input'),
    () => click(page, 'browsers', 'Safari'),
    () => page.$eval('#pages .more', (button) => (button as HTMLElement).click()),
  ]) {
    await press();
    await settled(page);
    steps.push(await seen(page));
  }
  const query = new URL(page.url()).searchParams;
  assert.deepEqual(
    ['range', 'compare', 'filter', 'panel'].map((name) => query.get(name)),
    ['7d', 'no', 'browser:Safari', 'pages'],
  );
  const copy = await standIn.open(page.url());
  await settled(copy.page);
  assert.deepEqual(await seen(copy.page), steps.at(-1), 'whoever opens the link sees the same');
  for (const before of steps.slice(0, -1).toReversed()) {
    await page.goBack();
    await settled(page);
    assert.deepEqual(await seen(page), before);
  }
  await page.goForward();
  await settled(page);
  assert.deepEqual(await seen(page), steps[1]);
  assert.ok(collector.asked.length > 0);
});

test('R-06: periods are chosen, own dates too; visitors only where the calendar makes them exact', async () => {
  // Thirty days can be a whole month, ninety are nothing that the calendar has.
  const { page } = await open(busy(), '?lang=en&range=90d');
  await settled(page);
  assert.match(await words(page, '.figures'), /Visitors on a typical day/);
  await page.select('.toolbar select', 'lastweek');
  await settled(page);
  assert.doesNotMatch(await words(page, '.figures'), /typical day/);
  await page.select('.toolbar select', 'custom');
  await page.$eval('.between label:first-child input', (field) => {
    (field as HTMLInputElement).value = '2026-11-30';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.$eval('.between label:nth-child(2) input', (field) => {
    (field as HTMLInputElement).value = '2026-11-10';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.click('.between button');
  assert.match(await words(page, '.between .wrong'), /must not be after/);
  await page.$eval('.between label:first-child input', (field) => {
    (field as HTMLInputElement).value = '2026-11-02';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.click('.between button');
  await settled(page);
  assert.match(page.url(), /from=2026-11-02&to=2026-11-10/);
});

test('R-06: the running day says that it is not finished and when it was last released', async () => {
  const { page } = await open(busy(), '?lang=en&range=today');
  await settled(page);
  assert.match(await words(page, '#who'), /Last release of figures: \d\d:\d\d\. The last day is not finished/);
  assert.match(await words(page, '#series'), /by hour of release/);
  await page.click('.choice label:nth-of-type(3)');
  await page.waitForFunction(() => /Visitors of each day: not known for this period/.test(document.body.innerText));
  assert.doesNotMatch(
    await words(page, '.figures'),
    /[+−-]\d+\s?%/,
    'half a day is not compared with a whole one in percent',
  );
});

test('R-10: on the first day the page says that it works, why numbers begin at ten, and offers a sample', async () => {
  const { page } = await open(firstDay({ accepted: true }));
  await page.waitForSelector('.first .done');
  const text = await words(page, '.first');
  assert.match(text, /It works since .*\d\d:\d\d Last measurement: .*\d\d:\d\d/);
  assert.match(text, /Numbers begin at 10 .*25 agreeing visitors show as 10 or 20\./);
  assert.match(text, /Next release: /);
  await page.click('.try button');
  await page.waitForSelector('main.sample .figures');
  await settled(page);
  assert.match(await words(page, '.notice'), /Sample: made-up traffic/);
  assert.match(await page.$eval('main', (main) => getComputedStyle(main, '::before').content), /Sample/);
  assert.match(page.url(), /site=sample/);
  await page.click('.notice button');
  await page.waitForSelector('.first');
});

test('R-10: before anything arrives the first day shows the tag, and what was refused and why', async () => {
  const { page } = await open(firstDay({ refused: true, sample: false }));
  await page.waitForSelector('.first .wrong');
  const text = await words(page, '.first');
  assert.match(text, /No measurement has arrived yet/);
  assert.match(text, /<script defer src="http:\/\/127\.0\.0\.1:\d+\/stats\/kelisim\.js"/);
  assert.match(text, /not among the site’s origins/);
  assert.match(text, /kelisim sample/);
});

test('R-10: a quiet period of a busy site is told from a first day', async () => {
  const { page } = await open(busy(), '?lang=en&from=2020-01-01&to=2020-01-31');
  await settled(page);
  await page.waitForSelector('.quiet');
  assert.match(await words(page, '.quiet'), /No visits in this period There are figures for other dates/);
  assert.match(await words(page, '.figures'), /Visits \?? ?0 fewer than 10/);
  assert.doesNotMatch(await words(page, '#series'), /not known for this period/);
  await page.click('.quiet .link');
  await settled(page);
  assert.equal(await page.$('.quiet'), null);
});

test('R-10: a panel that fails says so and tries again; the others stay', async () => {
  const { page, collector } = await open({ ...busy(), failing: { pages: 500 } });
  await settled(page);
  assert.match(await words(page, '#pages'), /These figures did not arrive/);
  assert.match(await words(page, '#browsers'), /Chrome/);
  collector.behaviour.failing = {};
  await page.click('#pages .failed button');
  await page.waitForSelector('#pages tbody tr');
});

test('R-10: a collector that is down is named, and the page comes back by one press', async () => {
  const { page, collector } = await open({ ...busy(), failing: { sites: 503 } });
  await page.waitForSelector('.door button');
  assert.match(await words(page, '.door'), /The collector does not answer/);
  collector.behaviour.failing = {};
  await page.click('.door button');
  await page.waitForSelector('.figures');
});

test('R-10: while figures load, the page keeps their place', async () => {
  const { page, collector } = await open({ ...busy(), failing: { pages: 'hang', summary: 'hang' } });
  await page.waitForSelector('#browsers tbody tr');
  const top = () => page.$eval('#vitals', (panel) => Math.round(panel.getBoundingClientRect().top + scrollY));
  const waiting = await top();
  assert.ok(await page.$('#pages [aria-busy="true"]'));
  collector.behaviour.failing = {};
  await page.reload();
  await settled(page);
  assert.ok(Math.abs((await top()) - waiting) <= 48, `${waiting} → ${await top()}`);
});

test('R-04: every report has its panel; the ones that need the owner’s configuration too', async () => {
  const { page } = await open(busy(), '?lang=en&panel=flows');
  await settled(page);
  assert.match(await words(page, '#exits'), /\/contacts [\d,]+ 64%/);
  assert.match(await words(page, '#flows'), /\/ → \/doctors .*everything else → everything else/);
  assert.match(await words(page, '#campaigns'), /instagram \/ social \/ осенний осмотр \d+ 5%/);
  assert.equal(await page.$('#campaigns tr[data-value="(none)"]'), null, 'no campaign is none');
  assert.match(await words(page, '#events'), /call \d+ \d+/);
  assert.match(await words(page, '#goals'), /booking \d+ 6%/);
  assert.match(await words(page, '#funnels'), /booking Step 1 [\d,]+ 100% – Step 2 [\d,]+ 56% 56%/);
  assert.match(await words(page, '#places'), /Алматы \d+/);
  assert.match(await words(page, '#consents'), /statistics 2026-11-01 [\d,]+ \d+/);
  assert.match(await words(page, '#retention'), /New \+1 wk \+2 wk/);
  assert.doesNotMatch(await words(page, '#retention'), /earlier/);
  assert.equal(await page.$('.folded'), null);
});

test('R-09: the map of hours has its figures in a table, and a sentence for who cannot see it', async () => {
  const { page, faults } = await open(busy());
  await settled(page);
  await page.waitForSelector('#hours .chart[role="img"] svg');
  assert.match(
    (await page.$eval('#hours .chart', (chart) => chart.getAttribute('aria-label'))) ?? '',
    /Map of weekdays and hours\. Most visitors: \d+, \w{3}, \d\d:00\./,
  );
  await page.click('#hours .figures-table summary');
  assert.equal((await page.$$('#hours tbody tr')).length, 18);
  assert.equal((await page.$$('#hours tbody tr:first-child td')).length, 7);
  assert.deepEqual(faults, []);
});

test('R-10: panels that have nothing yet become one line at the end, and come back by themselves', async () => {
  const noCampaign = { campaign: '(none)', visits: 200, bounces: 0, visitors: null };
  const none = { campaigns: [noCampaign], goals: [], funnels: [], places: [], searches: [], hours: [] };
  const { page, collector } = await open({ ...busy(), rows: none });
  await settled(page);
  for (const name of Object.keys(none)) assert.equal(await page.$(`#${name}`), null, name);
  assert.match(
    await words(page, '.folded'),
    /Nothing yet in this period: hours of the week, campaigns, searches, goals, funnels, places\. A value appears/,
  );
  collector.behaviour.rows = {};
  await page.select('.toolbar select', '90d');
  await page.waitForSelector('#goals');
  await settled(page);
  assert.equal(await page.$('.folded'), null);
});

test('R-10: a folding panel that fails is shown with its way on, and nothing above it moves', async () => {
  const { page, collector } = await open({ ...busy(), failing: { goals: 500 }, rows: { funnels: [] } });
  await settled(page);
  assert.match(await words(page, '#goals'), /These figures did not arrive/);
  collector.behaviour.failing = {};
  await page.click('#goals .failed button');
  await page.waitForSelector('#goals tbody tr');
});

test('R-08: each panel offers its own rows: the same question, as CSV, NDJSON and Parquet', async () => {
  const { page, collector } = await open(busy(), '?lang=en&filter=browser:Safari&range=lastweek');
  await settled(page);
  const links = await page.$$eval('.exports a', (all) =>
    all.map((link) => ({ href: link.getAttribute('href') ?? '', download: link.hasAttribute('download') })),
  );
  assert.equal(links.length, 3 * 23);
  assert.ok(links.every(({ download }) => download));
  const asked = new Set(collector.asked.map((question) => question.replace('v1/reports/', '')));
  for (const { href } of links) {
    const question = href.replace(`${collector.address}v1/exports/`, '').replace(/\.(csv|ndjson|parquet)\?/, '?');
    assert.ok(asked.has(question), `${href} is not what the panel shows`);
  }
  const [name] = await page.$$eval('#goals .exports a', (all) => all.map((link) => link.getAttribute('aria-label')));
  assert.equal(name, 'Goals: download CSV');
});

test('R-12: the page asks its own origin only, below its own path, and breaks no rule of a strict policy', async () => {
  const { page, hosts, faults, collector } = await open(busy());
  await settled(page);
  await page.click('#pages .explain summary');
  await page.hover('.chart');
  assert.deepEqual([...hosts], [new URL(collector.address).host]);
  assert.deepEqual(faults, []);
  assert.ok(await page.$('.chart svg style'), 'Plot’s own style is there and allowed by its hash');
  assert.equal(await page.$eval('.chart svg', (svg) => getComputedStyle(svg).maxWidth), '100%', 'and it is in force');
});

test('K-17: words that strangers sent are shown as text and do nothing', async () => {
  const hostile = [
    '<img src=x onerror=alert(1)>',
    '=cmd|"/c calc"!A1',
    '\u202eevil\u202c',
    '"><script>alert(2)</script>',
    'javascript:alert(3)',
  ];
  const rows = {
    searches: hostile.map((text) => ({ words: text, browsers: 20 })),
    referrers: hostile.map((text) => ({ referrer: text, visits: 20, bounces: 0, visitors: null })),
    pages: hostile.map((text) => ({
      path: text,
      readers: 20,
      views: 20,
      exits: 10,
      engagedSeconds: 0,
      scroll: { '25': 0, '50': 0, '75': 0, '100': 0 },
    })),
    quality: [{ reason: '<b onclick=alert(4)>', count: 3 }],
  };
  const { page, faults } = await open(
    { ...busy(), rows },
    '?lang=en&filter=referrer:%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&panel=%22%3E',
  );
  await settled(page);
  assert.deepEqual(
    await page.$$eval('#searches tbody bdi', (cells) => cells.map((cell) => cell.textContent)),
    hostile.map((text) => text.replace(/[\u202e\u202c]/g, '')),
    'as it came, but for what turns text around',
  );
  assert.equal(
    await page.$('#dashboard img, #dashboard script, #dashboard b[onclick], #dashboard a[href^="javascript"]'),
    null,
  );
  assert.match(await words(page, '.chips'), /Source: <img src=x onerror=alert\(1\)>/);
  assert.deepEqual(faults, []);
});

test('R-09: the chart has its figures in a table, and a sentence for who cannot see it', async () => {
  const { page } = await open(busy(), '?lang=en&range=lastweek');
  await settled(page);
  await page.waitForSelector('.chart[role="img"] svg');
  assert.match(
    (await page.$eval('.chart', (chart) => chart.getAttribute('aria-label'))) ?? '',
    /Line chart: Visits, .* Largest value: \d+/,
  );
  await page.click('#series .figures-table summary');
  assert.equal((await page.$$('#series .figures-table tbody tr')).length, 7);
});

test('R-13: every number explains itself, by keyboard too, and the page says who is counted', async () => {
  const { page } = await open(busy());
  await settled(page);
  assert.match(await words(page, '#who'), /Only visitors who agreed to statistics are counted/);
  const marks = await page.$$eval('.figures .explain summary, .panel .explain summary', (all) =>
    all.map((one) => one.getAttribute('aria-label')),
  );
  assert.equal(marks.length, 5 + 23);
  await page.focus('.figures .explain summary');
  await page.keyboard.press('Enter');
  assert.match(await words(page, '.figures .explain p'), /How many times people came/);
  await page.keyboard.press('Escape');
  assert.equal(await page.$('.explain[open]'), null);
});

test('on a wide screen panels stand side by side, on a phone below each other', async () => {
  const { page } = await open(busy());
  await settled(page);
  const tops = () =>
    page.$$eval('#pages, #referrers', (panels) => panels.map((panel) => Math.round(panel.getBoundingClientRect().top)));
  const [pages, referrers] = await tops();
  assert.equal(pages, referrers);
  await page.setViewport({ width: 320, height: 720 });
  const [above = 0, below = 0] = await tops();
  assert.ok(below > above + 200);
});

test('R-09: the language follows the switch, and the address keeps it', async () => {
  const { page } = await open(busy());
  await settled(page);
  await page.click('.aside [lang=kk]');
  await page.waitForFunction(() => document.documentElement.lang === 'kk');
  assert.match(await words(page, '#countries'), /Қазақстан/);
  assert.match(await words(page, '.dates'), /\d{4} ж\. \d+/);
  assert.match(page.url(), /lang=kk/);
  assert.match(await page.title(), /clinic\.kz/);
});
