import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, firstEver, openCollector, receipt, token, view } from '../collector/http/open-collector.ts';
import type { Rows } from './support/made-up.ts';
import { axe, settled } from './support/open-page.ts';
import { useStandIn } from './support/stand-in.ts';
import { busy } from './support/states.ts';

const standIn = useStandIn();

/** Each text that strangers could try: markup, formulas, words without end, and what turns, hides or stacks letters. */
const hostile = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  "javascript:alert('3')",
  '=HYPERLINK("https://evil.kz";"press")',
  '/'.concat('ы'.repeat(240)),
  'w'.repeat(250),
  '\u202e\u2067моч.livе\u202e',
  '\u200b\u200b\u200b\u2060\ufeff',
  'а\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e\u030f'.repeat(6),
  'سلام دنیا',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to look like one
  '${say} {{k}} {days} %s',
  '👩‍👩‍👧‍👦'.repeat(30),
  '__proto__',
  'constructor',
];

const visits = { visits: 20, bounces: 0, visitors: null };
const page = { readers: 20, views: 20, exits: 10, engagedSeconds: 0, scroll: { '25': 0, '50': 0, '75': 0, '100': 0 } };
const each = <T>(make: (text: string) => T): readonly T[] => hostile.map(make);

/** Hostile text wherever a report has text. */
const rows: Rows = {
  entries: each((entry) => ({ entry, ...visits })),
  referrers: each((referrer) => ({ referrer, ...visits })),
  campaigns: each((campaign) => ({ campaign, ...visits })),
  browsers: each((browser) => ({ browser, ...visits })),
  systems: each((system) => ({ system, ...visits })),
  devices: each((device) => ({ device, ...visits })),
  languages: each((language) => ({ language, ...visits })),
  countries: each((country) => ({ country, ...visits })),
  pages: each((path) => ({ path, ...page })),
  exits: each((path) => ({ path, ...page })),
  flows: each((from) => ({ from, to: from, movers: 20 })),
  funnels: each((funnel) => ({ funnel, step: 1, browsers: 20, visits: 20 })),
  places: each((name) => ({ name, browsers: 20 })),
  quality: each((reason) => ({ reason, count: 3 })),
  searches: each((words) => ({ words, browsers: 20 })),
  'searches-without-results': each((words) => ({ words, browsers: 20 })),
  events: each((name) => ({ name, browsers: 20, times: 20 })),
  goals: each((goal) => ({ goal, visits: 20, share: 0.1 })),
};
const consents = each((text) => ({ policy: text, purpose: text, given: 20, withdrawn: null }));
const vitals = each((path) => ({
  ...{ path, metric: 'LCP', contributions: 50, p75: 1800 },
  ...{ good: 0.9, needsWork: 0.1, poor: 0 },
}));

test('R-09, R-12: hostile text in every field of every report is text on the page: nothing runs, nothing breaks, phone and wide', async () => {
  const behaviour = {
    ...busy(),
    rows: { ...rows, consents, vitals },
    present: 50,
    pages: each((path) => ({ path, present: 10 })),
  };
  behaviour.arrivals = { ...behaviour.arrivals, refused: { at: new Date().toISOString(), reason: hostile[0] ?? '' } };
  const fake = await standIn.start(behaviour);
  const filters = [hostile[6] ?? '', hostile[1] ?? ''];
  const query = `&filter=referrer:${encodeURIComponent(filters[0] ?? '')}&filter=campaign:${encodeURIComponent(filters[1] ?? '')}`;
  const { page, faults, hosts } = await standIn.open(`${fake.address}?lang=en`);
  for (const [width, scheme, asked] of [
    [320, 'dark', '&panel=pages&vitals=path'],
    [768, 'light', '&panel=searches'],
    [1280, 'light', query],
  ] as const) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 900 });
    // With filters a panel asks for rows that have them; here every one is answered alike.
    await page.goto(`${fake.address}?lang=ru${asked}`);
    await settled(page);
    const found = await page.evaluate(() => {
      const cells = [...document.querySelectorAll<HTMLElement>('main bdi')];
      return {
        over: document.documentElement.scrollWidth - innerWidth,
        tallest: [...document.querySelectorAll<HTMLElement>('tbody tr')]
          .toSorted((a, b) => b.offsetHeight - a.offsetHeight)[0]
          ?.closest('section[id]')?.id,
        tall: Math.max(...[...document.querySelectorAll<HTMLElement>('tbody tr')].map((row) => row.offsetHeight)),
        alien: document.querySelector('#dashboard :is(img, script, iframe, [onerror], [onclick], [href^="javascript"])')
          ?.outerHTML,
        // A sentence of ours around a value that is never closed still reads from left to right.
        sentences: [...document.querySelectorAll<HTMLElement>('.panel > p.note')].flatMap((line) => {
          const range = document.createRange();
          const last = line.lastChild;
          if (!line.querySelector('bdi') || !last?.textContent) return [];
          range.setStart(last, last.textContent.length - 1);
          range.setEnd(last, last.textContent.length);
          const mark = range.getBoundingClientRect();
          const value = [...line.querySelectorAll('bdi')].at(-1)?.getBoundingClientRect();
          return [value !== undefined && (mark.left >= value.right - 1 || mark.top >= value.bottom - 1)];
        }),
        shown: cells.map((cell) => cell.textContent ?? ''),
        // A figure beside a turned value stays the figure it is, and stands at its row's end.
        turned: [...document.querySelectorAll<HTMLElement>('.bars tbody tr')].filter((row) => {
          const last = [...row.querySelectorAll<HTMLElement>('td')].find((cell) => cell.offsetWidth > 0);
          const name = row.querySelector<HTMLElement>('th');
          return last && name && last.getBoundingClientRect().left < name.getBoundingClientRect().right - 1;
        }).length,
      };
    });
    assert.ok(found.over <= 0, `${width}: ${found.over} px too wide`);
    assert.equal(found.alien, undefined);
    assert.equal(found.turned, 0);
    assert.ok(found.tall < 240, `${width}: a row of ${found.tall} px: ${found.tallest}`);
    assert.ok(found.sentences.every(Boolean), `${width}: a value turned our sentence around`);
    if (asked === query) assert.ok(found.sentences.length > 5);
    assert.ok(
      found.shown.includes('U+200B U+200B U+200B U+2060 U+FEFF') || asked === query,
      'invisible letters are named',
    );
    for (const text of hostile.slice(0, 6)) assert.ok(found.shown.includes(text), `${width}: ${text.slice(0, 40)}`);
    assert.deepEqual(await axe(page), [], `${width}`);
  }
  assert.deepEqual(faults, []);
  assert.deepEqual([...hosts], [new URL(fake.address).host]);
});

test('R-12, K-17: what twenty-five strangers send as hostile in every field reaches the page as text, or not at all', async (t) => {
  const clock = { at: Date.now() };
  const { url, post, ledger } = await openCollector(t, {}, clock);
  const sent: Promise<Response>[] = [];
  for (let stranger = 0; stranger < 40; stranger++)
    for (const text of ['<img src=x onerror=alert(1)>', '\u202e/evil\u202c', `/${'w'.repeat(200)}`]) {
      const path = text.startsWith('/') ? text : `/${text}`;
      const campaign = { source: text, medium: text, name: text };
      const entry = { path, referrer: 'xn--<b>.kz', campaign };
      const first = firstEver(clock.at);
      const env = { language: '<b>', zone: '<script>/x', width: 'M' };
      sent.push(
        post('v1/batches', batch({ events: [view({ path, entry, first })] })),
        post('v1/batches', batch({ env, events: [view({ path, first })] })),
        post('v1/batches', batch({ events: [{ kind: 'event', ageMinutes: 0, name: text, new: 'period' }] })),
        post(
          'v1/batches',
          batch({ purpose: 'search', events: [{ kind: 'search', ageMinutes: 0, words: text, results: 'none' }] }),
        ),
        post('v1/batches', batch({ purpose: 'location', events: [{ kind: 'place', ageMinutes: 0, name: text }] })),
        post('v1/receipts', receipt({ policy: { url: 'https://clinic.kz/p', version: text } })),
      );
    }
  for (const answer of await Promise.all(sent)) assert.ok(answer.status < 500, `${answer.status}`);
  clock.at += 5000;
  await ledger.release();
  const { page, faults, hosts } = await standIn.open(`${url}?lang=kk&range=today#token=${token}`, { width: 320 });
  await settled(page);
  const found = await page.evaluate(() => ({
    over: document.documentElement.scrollWidth - innerWidth,
    alien: document.querySelector('#dashboard :is(img, script, iframe, [onerror], [onclick])')?.outerHTML,
    rows: document.querySelectorAll('#pages tbody tr').length,
  }));
  assert.equal(found.alien, undefined);
  assert.ok(found.rows > 0, 'something of it was counted and is shown');
  assert.ok(found.over <= 0, `${found.over} px too wide`);
  assert.deepEqual(faults, []);
  assert.deepEqual([...hosts], [new URL(url).host]);
});
