import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { page as html } from '../support/measured.ts';
import { type Own, openOwn } from '../support/own-door.ts';
import { openStage, type Stage, until } from '../support/stage.ts';

let stage: Stage;

const settings = {
  events: { call: { props: ['a', 'b', 'c', 'd', 'e'] }, last: {} },
  goals: { constructor: { path: '/thanks' } },
  funnels: { constructor: ['/list', '/thanks'], toString: ['/thanks'] },
};
const pages = (door: string) => ({
  '/': html(door, settings),
  '/link': html(
    door,
    settings,
    `<a id="away" href="https://${'very-long-'.repeat(5)}.${'name-'.repeat(10)}.example.org/secret">карта</a>`,
  ),
  '/many': html(door, {
    events: { wide: { props: [...'abcdef'] } },
    funnels: { long: [...'abcdefghijk'].map((step) => `/many/${step}`) },
  }),
  '/bare': '<link rel="icon" href="data:,"><h1>Пусто</h1>',
});

before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

/** A visitor who agreed to everything, and whose page tells also what nobody caught. */
async function agreed(t: TestContext, plant = ''): Promise<Own> {
  const own = await openOwn(stage, pages, 'statistics', 'search');
  t.after(own.close);
  await own.page.evaluateOnNewDocument(
    `addEventListener('unhandledrejection', ({ reason }) => console.error('unhandled', String(reason)));${plant}`,
  );
  return own;
}

/** Nothing was thrown, and the collector has taken each batch for what it is. */
async function isWell({ visitor, posts }: Own, about: string) {
  await until(`${about}: all is answered`, async () => posts.every(({ status }) => status !== 0));
  // Firefox calls a file whose fetching it broke off, for a page that went away, an empty one: this is its digest.
  const cancelled = /47DEQpj8HBSa/;
  assert.deepEqual(
    visitor.errors.filter((error) => !cancelled.test(error)),
    [],
    about,
  );
  assert.deepEqual(
    posts.filter(({ status }) => status !== 204).map(({ status, body }) => [status, body.slice(0, 500)]),
    [],
    about,
  );
}

const iin = '871008401427';
const wide = '８７１００８４０１４２７';
const hidden = iin.replace(/./g, '$&\u200b');
const turned = `\u202e${iin}\u202c`;
const million = 1_000_000;
/** No number of a person, no address, no sign that turns what is read: in whatever a page told, but for a batch's random id. */
const telling =
  /\d{7}|\p{Nd}(?:[^\p{L}\p{N}",:{}]?\p{Nd}){6}|@|[\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]|secret|%[0-9a-f]{2}|\\u0000/iu;
function tellsNothing({ posts }: Own, about: string) {
  for (const { body } of posts)
    assert.doesNotMatch(body.replace(/"id":"[\w-]{22}"|"on":"[\d-]{10}"|"policy":"[\d-]{10}"/g, ''), telling, about);
}

test('T-14: hostile paths and titles count each as a view, and none of them tells more than a path may', async (t) => {
  const own = await agreed(t);
  const { page, site, views } = own;
  await page.goto(`${site}/`);
  await until('it is measured', async () => views().length === 1);
  const paths = [
    '/%ED%A0%80secret%',
    '/%00%0a%7f',
    `/\u202egnp.${iin}.exe`,
    `/${iin}`,
    `/${wide}`,
    `/${hidden}`,
    `/${iin.replace(/./g, '$&-')}`,
    `/${iin.replace(/./g, '$& ')}`,
    '/ivan@mail.ru/%3Cscript%3E',
    '/__proto__/constructor/toString',
    `/${'a'.repeat(million)}secret`,
    `/${'😀'.repeat(500)}`,
    `/${'%F0%9F%98%80/'.repeat(300)}`,
    '/a;b,c:d&e=f|g\\h^i`j{k}"l"',
    "/'); drop table views; --",
  ];
  for (const [at, path] of paths.entries()) {
    const title = path.slice(0, 300_000);
    await page.evaluate(
      (path, title) => {
        document.title = `secret ${title}`;
        history.pushState({}, '', path);
      },
      path,
      title,
    );
    await until(`${path.slice(0, 60)} is a view`, async () => views().length === at + 2);
  }
  await page.goto(`${site}/bare`);
  await isWell(own, 'paths');
  for (const path of views()) assert.match(path, /^\/[^\s\p{C}?#]{0,199}$/u);
  assert.equal(views()[10], '/__proto__/constructor/toString');
  tellsNothing(own, 'paths');
});

test('T-14: whatever a browser says it came from, a host leaves or nothing', async (t) => {
  for (const [referrer, host] of [
    [`https://${iin}:secret@partner.example/secret?${iin}#secret`, 'partner.example'],
    ['https://partner.example:8443/secret', 'partner.example'],
    ['https://[2001:db8::1]/secret', '[2001'],
    ['javascript:secret', undefined],
    ['data:text/html,secret', undefined],
    ['\ud800\u202e', undefined],
    ['__proto__', undefined],
  ] as const) {
    const about = referrer.slice(0, 60);
    const own = await agreed(
      t,
      `Object.defineProperty(Document.prototype, 'referrer', { get: () => ${JSON.stringify(referrer)} })`,
    );
    await own.page.goto(`${own.site}/`);
    await until(`${about}: a view is there`, async () => own.events('view').length > 0);
    assert.equal(own.events('view')[0]?.entry.referrer, host, about);
    await isWell(own, about);
    tellsNothing(own, about);
    await own.close();
  }
});

test('T-19: hostile search words leave scrubbed or not at all, ten a day', async (t) => {
  const own = await agreed(t);
  const { page, site, events } = own;
  const typed = [
    'узи \ud800',
    `\udc00кт ${iin}`,
    `мрт ${wide}`,
    `рентген ${hidden}`,
    `${turned} анализ`,
    'ivan@mail.ru врач',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    `<script>${'secretly'.slice(6)}</script>`,
    '\u0000',
  ];
  await page.goto(`${site}/?q=${encodeURIComponent(`флюорография ${turned}`)}%ED%A0%80`);
  await until('it is measured', async () => own.views().length === 1);
  // What was typed has settled before anything else is told.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2500)));
  // As text: what a test compiles carries names that the page does not know.
  await page.evaluate(`{
    for (const words of ${JSON.stringify(typed)}) kelisim.search(words, { results: NaN });
    for (const part of ['7 ', 'а', 'a@b.', '\\u202e', '\\ud800', 'и.и. ']) kelisim.search(part.repeat(${million} / part.length));
    kelisim.search({ toString: () => '${iin}' });
  }`);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /extras-/.test(name)));
  await page.goto(`${site}/bare`);
  await until('ten searches have left', async () => events('search').length >= 10);
  await isWell(own, 'searches');
  const words = events('search').map(({ words }) => words as string);
  assert.equal(words.length, 10, words.join('|'));
  assert.ok(words.every((one) => one.length <= 64 && one.split(' ').length <= 8));
  for (const word of [
    'узи',
    'кт [iin]',
    'мрт [iin]',
    'рентген [iin]',
    '[iin] анализ',
    '[email] врач',
    '__proto__',
    'constructor',
  ])
    assert.ok(words.includes(word), `${word} is in ${words.join('|')}`);
  tellsNothing(own, 'searches');
});

test('T-27: properties of every type: what is no short scalar is left out, and every scalar is scrubbed', async (t) => {
  const own = await agreed(t);
  const { page, site, events } = own;
  await page.goto(`${site}/`);
  await until('it is measured', async () => own.views().length === 1);
  await page.evaluate(`{
    const { track } = kelisim;
    track('call', { a: ${iin}, b: 87.1008401427, c: -${iin}, d: 12.5, e: -0.5 });
    track('call', { a: '${iin}', b: '${wide}', c: ${JSON.stringify(hidden)}, d: ${JSON.stringify(turned)}, e: 'ivan@mail.ru' });
    track('call', { a: 'x'.repeat(${million}), b: '\\ud800', c: '7 '.repeat(${million}), d: '\\u202e\\u0000<secret>'.slice(0, 2), e: '' });
    track('call', { a: 1n, b: Symbol('secret'), c: () => 'secret', d: NaN, e: Infinity });
    track('call', { a: new Date(), b: new Map([[1, 'secret']]), c: [${iin}], d: new String('secret'), e: document.body });
    const ring = {}; ring.a = ring;
    track('call', ring);
    track('call', JSON.parse('{"__proto__": {"a": "secret"}, "constructor": "secret", "a": 1e300}'));
    track('call', Object.create({ a: 'secret' }));
    track('call', Object.fromEntries(Array.from({ length: 10000 }, (_, n) => ['secret' + n, n])));
    track('last');
  }`);
  await until('the last is there', async () => events('event').some(({ name }) => name === 'last'));
  await isWell(own, 'properties');
  tellsNothing(own, 'properties');
  const calls = events('event').filter(({ name }) => name === 'call');
  assert.deepEqual(
    calls.map(({ props }) => props),
    [
      { a: '[iin]', b: 87.1, c: '-[iin]', d: 12.5, e: -0.5 },
      { a: '[iin]', b: '[iin]', c: '[iin]', d: '[iin]', e: '[email]' },
      calls[2]?.props,
      undefined,
      undefined,
      undefined,
      { a: 1e300 },
      undefined,
      undefined,
    ],
  );
  for (const value of Object.values(calls[2]?.props ?? {})) assert.ok(String(value).length <= 100);
});

test('T-27: a link to a host of any length leaves by its end, and takes no view along into a refusal', async (t) => {
  const own = await agreed(
    t,
    `addEventListener('click', (event) => event.target.closest?.('a') && event.preventDefault())`,
  );
  const { page, site, events } = own;
  await page.goto(`${site}/link`);
  await until('it is measured', async () => own.views().length === 1);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => /extras-/.test(name)));
  await page.click('#away');
  await page.goto(`${site}/bare`);
  await until('the click is there', async () => events('event').length === 1);
  await isWell(own, 'link');
  assert.match(events('event')[0]?.props.host, /^.{0,100}(?<=\.example\.org)$/);
});

test('T-29: goals and funnels whose names every object knows are reached like others', async (t) => {
  const own = await agreed(t);
  const { page, site, events } = own;
  await page.goto(`${site}/`);
  await until('it is measured', async () => own.views().length === 1);
  for (const path of ['/list', '/thanks']) await page.evaluate((path) => history.pushState({}, '', path), path);
  await until('the goal is there', async () => events('goal').length === 1);
  await until('the steps are there', async () => events('step').length >= 3);
  await isWell(own, 'names');
  assert.deepEqual(
    events('step')
      .map(({ funnel, step }) => `${funnel} ${step}`)
      .sort(),
    ['constructor 1', 'constructor 2', 'toString 1'],
  );
});

test('T-27, T-29: a sixth property and an eleventh step, which no collector takes, take nothing along into a refusal', async (t) => {
  const own = await agreed(t);
  const { page, site, events } = own;
  await page.goto(`${site}/many`);
  await until('it is measured', async () => own.views().length === 1);
  await page.evaluate(`kelisim.track('wide', { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 })`);
  for (const step of 'abcdefghijk') await page.evaluate((path) => history.pushState({}, '', path), `/many/${step}`);
  await until('all are views', async () => own.views().length === 12);
  await page.goto(`${site}/bare`);
  await until('the event is there', async () => events('event').length === 1);
  await isWell(own, 'many');
  assert.deepEqual(events('event')[0]?.props, { a: 1, b: 2, c: 3, d: 4, e: 5 });
  assert.equal(events('step').length, 10);
});

test('T-25: whichever way of the storage throws, or whatever lies in it, the page hears nothing of it', async (t) => {
  const fails = `() => { throw new DOMException('no', 'UnknownError') }`;
  const planted = (value: string) => `if (location.protocol === 'http:') {
    const request = indexedDB.open('kelisim');
    request.onupgradeneeded = () => request.result.createObjectStore('keyval').put(${value}, 'telemetry:statistics');
    request.onsuccess = () => request.result.close();
  }`;
  for (const plant of [
    `IDBDatabase.prototype.transaction = ${fails}`,
    `IDBTransaction.prototype.objectStore = ${fails}`,
    `IDBTransaction.prototype.commit = ${fails}`,
    `IDBObjectStore.prototype.getAll = ${fails}`,
    `IDBObjectStore.prototype.delete = ${fails}`,
    `IDBKeyRange.bound = ${fails}`,
    `Object.defineProperty(window, 'indexedDB', { get: ${fails} })`,
    `for (const store of ['localStorage', 'sessionStorage', 'caches']) Object.defineProperty(window, store, { get: ${fails} })`,
    `{ const { put } = IDBObjectStore.prototype; IDBObjectStore.prototype.put = function (...all) { const done = put.apply(this, all); this.transaction.abort(); return done; } }`,
    ...['5', '"x"', 'null', '[]', '{ outbox: 5 }', '{ made: 1, visit: 7, outbox: [] }', '{ visit: {}, made: {} }'].map(
      planted,
    ),
  ]) {
    const own = await agreed(t, plant);
    await own.page.goto(`${own.site}/`);
    await until(`${plant}: a view is there`, async () => own.views().length >= 1);
    await own.page.evaluate(() => history.pushState({}, '', '/a'));
    await until(`${plant}: both are there`, async () => own.views().length >= 2);
    await own.page.goto(`${own.site}/`);
    await until(`${plant}: all three are there`, async () => own.views().length >= 3);
    await own.page.goto(`${own.site}/bare`);
    assert.deepEqual(own.views(), ['/', '/a', '/'], plant);
    await isWell(own, plant);
    await own.close();
  }
});

test('T-22: clocks that jump to and fro lose no view, and no batch is refused', async (t) => {
  const own = await agreed(t, `{ const { now } = Date; window.jump = 0; Date.now = () => now() + window.jump; }`);
  const { page, site, views } = own;
  await page.goto(`${site}/`);
  await until('it is measured', async () => views().length === 1);
  const days = [1, -1, 40, -40, 8, -8, 0.3, 150, -150, 0];
  for (const [at, day] of days.entries()) {
    await page.evaluate(
      (ms, at) => {
        (window as unknown as { jump: number }).jump = ms;
        history.pushState({}, '', `/jump/${'abcdefghijkl'[at]}`);
      },
      day * 864e5,
      at,
    );
    await until(`${day} days away is a view`, async () => views().length === at + 2);
  }
  await page.goto(`${site}/bare`);
  await isWell(own, 'clocks');
  assert.equal(views().length, days.length + 1);
});
