import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { page as html } from '../support/measured.ts';
import { type Own, openOwn } from '../support/own-door.ts';
import { openStage, type Stage, until } from '../support/stage.ts';

let stage: Stage;

/** Names that a form has of its own, and loses to a field that bears them. */
const taken =
  'querySelector querySelectorAll closest matches method getAttribute elements submit name id form contains parentNode';
const clobbering = taken
  .split(' ')
  .map((name) => `<input type="hidden" name="${name}">`)
  .join('');

const forms: Readonly<Record<string, string>> = {
  'a search field, posted by fetch': '<form data-fetch method="post"><input type="search" name="w"><button>',
  'a search role, posted by fetch': '<form data-fetch role="search"><input name="w"><button>',
  'a marked form, posted by fetch': '<form data-fetch data-kelisim-search><input type="text" name="q"><button>',
  'a search field behind another field':
    '<form data-fetch><input name="city" value="Тараз"><input type="search"><button>',
  'a form that navigates by post': '<form method="post" action="/bare"><input type="search" name="q"><button>',
  'a form that navigates by get': '<form action="/results"><input type="search" name="q"><button>',
  'a form that navigates by get, under a name of its own':
    '<form action="/bare"><input type="search" name="w"><button>',
  'a form that its own fields clobber': `<form data-fetch>${clobbering}<input type="search"><button>`,
  'the same, which navigates by get': `<form action="/results">${clobbering}<input type="search" name="q"><button>`,
};
const closed: Readonly<Record<string, string>> = {
  'a password': '<form data-fetch role="search"><input type="password" name="q"><button>',
  'a password that is shown': '<form data-fetch role="search"><input autocomplete="current-password"><button>',
  'a one-time code': '<form data-fetch role="search"><input autocomplete="one-time-code"><button>',
  'a card’s number': '<form data-fetch role="search"><input autocomplete="cc-number"><button>',
  'a card’s code': '<form data-fetch data-kelisim-search><input type="text" autocomplete="billing cc-csc"><button>',
  'a telephone': '<form data-fetch role="search"><input type="tel" name="q"><button>',
  'a field of no search': '<form data-fetch><input name="q"><button>',
};
const all = { ...forms, ...closed };
const ids = Object.keys(all);
const body = `<h1>Клиника</h1>
  <div id="all">${Object.values(all)
    .map((form, at) => form.replace('<form', `<form id="f${at}"`).replace('<button>', '<button>Найти</button></form>'))
    .join('')}</div>
  <script>addEventListener('submit', (event) => {
    if (!event.target.hasAttribute('data-fetch')) return;
    event.preventDefault();
    fetch('/bare', { method: 'POST', body: new FormData(event.target) }).catch(() => {}); // the next page may cut it off
  })</script>`;
const settings = { search: { params: ['find'] } };
const pages = (door: string) => ({
  '/': html(door, settings, body),
  '/plain': html(door, settings),
  '/results': html(door, settings, '<h1>Ничего</h1><p data-kelisim-results="0"></p>'),
  [encodeURI('/search/кардиолог')]: html(door, settings),
  '/bare': '<link rel="icon" href="data:,"><h1>Пусто</h1>',
});

before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

async function agreed(t: TestContext, ...purposes: string[]): Promise<Own> {
  const own = await openOwn(stage, pages, ...purposes);
  t.after(own.close);
  await own.page.evaluateOnNewDocument(`{
    const add = addEventListener;
    window.addEventListener = (type, react, capture) => {
      if (type === 'submit' && !capture) window.isReading = true;
      add(type, react, capture);
    };
    const { getAll } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.getAll = function (range) {
      if (range?.lower === 'telemetry:search') this.transaction.addEventListener('complete', () => { window.hasLooked = true; });
      return getAll.call(this, range);
    };
  }`);
  return own;
}
const searches = ({ events }: Own) => events('search').map(({ words, results }) => `${words}: ${results}`);
/** What reads searches listens for them, and has seen the storage: a page that leaves before that tells no words. */
const isReading = ({ page }: Own) => page.waitForFunction('window.isReading && window.hasLooked');

/** Types `words` into the form of that kind and sends it as a hand does; then leaves, so that what was typed has settled. */
async function send(own: Own, kind: string, words: string) {
  const { page, site } = own;
  await page.goto(`${site}/`);
  await isReading(own);
  const id = `#f${ids.indexOf(kind)}`;
  await page.evaluate(
    (id, words) => {
      const fields = document.querySelectorAll<HTMLInputElement>(`${id} input:not([type=hidden])`);
      const field = fields[fields.length - 1];
      if (field) field.value = words;
    },
    id,
    words,
  );
  const isNative = !all[kind]?.includes('data-fetch');
  await Promise.all([isNative && page.waitForNavigation(), page.click(`${id} button`)]);
  if (page.url().includes('/results')) await isReading(own);
  await page.goto(`${site}/bare`);
}

test('T-18: words are read from every search form, sent by get or by fetch, whatever its fields are called', async (t) => {
  const own = await agreed(t, 'search');
  const expected: string[] = [];
  for (const [at, kind] of Object.keys(forms).entries()) {
    const words = `слово ${'абвгдежзик'[at]}`;
    await send(own, kind, words);
    expected.push(`${words}: ${/by get$/.test(kind) ? 'none' : 'unknown'}`);
    await until(`${kind}: ${words}`, async () => searches(own).length >= expected.length);
    assert.deepEqual(searches(own), expected, kind);
  }
  await own.page.goto(`${own.site}/`);
  await isReading(own);
  // Beside its fields, where the form itself is what was clicked.
  await own.page.evaluate(
    `for (const form of document.forms) HTMLElement.prototype.dispatchEvent.call(form, new MouseEvent('click', { bubbles: true }))`,
  );
  assert.deepEqual(own.visitor.errors, []);
  await until('the collector has taken them', async () => own.posts.every(({ status }) => status === 204));
});

test('T-18: never from passwords, codes, cards and fields of no search', async (t) => {
  const own = await agreed(t, 'search');
  for (const kind of Object.keys(closed)) await send(own, kind, 'тайна');
  await send(own, 'a search field, posted by fetch', 'конец');
  await until('the last is there', async () => searches(own).length > 0);
  assert.deepEqual(searches(own), ['конец: unknown']);
  assert.ok(own.posts.every(({ body }) => !body.includes('тайна')));
});

test('T-18: words are read from every parameter in any case, and in a hash query, and are in no path', async (t) => {
  const names = 'q QUERY s Search searchWord k keyword keywords text find'.split(' ');
  const own = await agreed(t, 'statistics', 'search');
  const { page, site } = own;
  const words = (at: number) => `запрос ${'абвгдежзик'[at]}`;
  for (const [at, name] of names.entries()) {
    const query = `?${name}=${encodeURIComponent(words(at))}`;
    await page.goto(`${site}/plain${at % 2 ? `#/list${query}` : query}`);
    await isReading(own);
    await until(`${name} is a view`, async () => own.views().length > at);
    // The second page of what was found is the same search.
    if (!(at % 2)) await page.evaluate((query) => history.pushState({}, '', `/plain${query}&page=2`), query);
    await page.goto(`${site}/bare`);
    await until(`${name} is a search`, async () => own.events('search').length > at);
  }
  assert.deepEqual(
    searches(own),
    names.map((_, at) => `${words(at)}: unknown`),
  );
  assert.deepEqual([...new Set(own.views())], ['/plain']);
  for (const { purpose, ...batch } of own.batches())
    assert.equal(JSON.stringify(batch).includes('запрос'), purpose === 'search');
});

test('T-18: only what was searched for in the end is told, after two seconds, not each letter', async (t) => {
  const own = await agreed(t, 'search');
  const { page, site } = own;
  await page.goto(`${site}/plain?q=к`);
  await isReading(own);
  for (const typed of ['ка', 'кар', 'кард', 'кардиолог'])
    await page.evaluate((typed) => history.replaceState({}, '', `/plain?q=${typed}`), typed);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2500)));
  await page.evaluate(() => history.replaceState({}, '', '/plain?q=хирург'));
  await page.goto(`${site}/bare`);
  await until('both are there', async () => searches(own).length >= 2);
  assert.deepEqual(searches(own).sort(), ['кардиолог: unknown', 'хирург: unknown']);
});

test('T-14, T-18: words that stand in the path itself are in no path that leaves', async (t) => {
  const own = await agreed(t, 'statistics', 'search');
  const { page, site } = own;
  await page.goto(`${site}/search/кардиолог`);
  await until('it is a view', async () => own.views().length > 0);
  await page.goto(`${site}/bare`);
  assert.deepEqual(own.views(), ['/search/:words']);
  assert.ok(own.posts.every(({ body }) => !body.includes('кардиолог')));
});
