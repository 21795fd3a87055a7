import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, type TestContext, test } from 'node:test';
import { page as html, isWatched } from '../support/measured.ts';
import { openOwn } from '../support/own-door.ts';
import { openStage, type Stage, still, until } from '../support/stage.ts';

let stage: Stage;

const settings = {
  routes: ['/doctors/:slug'],
  events: { call: { props: ['place', 'floor', 'is'] }, booked: {} },
  goals: { booking: { path: '/thanks' }, called: { event: 'call' } },
  funnels: { booking: ['/doctors/:slug', '/slots', { event: 'booked' }] },
  places: [
    { name: 'Алматы', latitude: 43.24, longitude: 76.89 },
    { name: 'Астана', latitude: 51.13, longitude: 71.43 },
  ],
};

const links =
  '<h1>Клиника</h1><a id="away" href="https://maps.example.org/route?to=secret">карта</a><a id="file" href="/prices.PDF?x=1">цены</a><a id="mail" href="mailto:a@b.kz">письмо</a>';
const pages = (door: string) => ({
  '/': html(door, settings, links),
  '/page': html(door, settings),
  '/list': html(door, { search: { vocabulary: ['Кардиолог', 'УЗИ', 'Құлақ ауруы'], mode: 'vocabulary' } }),
  '/services': '<h1>Услуги</h1><a href="/a">Кардиолог</a><a href="/b">Рентген</a>',
  '/auto': html(door, { search: { vocabulary: { page: '/services' } } }),
  '/off': html(door, { search: { mode: 'off' } }),
  '/words': html(door, { search: { vocabulary: ['Рентген'], mode: 'words' } }),
  '/ten': html(door, { funnels: { long: 'abcdefghij'.split('').map((step) => `/ten/${step}`) } }),
});

before(async () => {
  stage = await openStage();
});
after(() => stage?.close());

interface Api {
  track(name?: unknown, props?: unknown): void;
  search(words?: unknown, options?: object): void;
  place(): Promise<string | null>;
}

/** A visitor who agreed, seen out at the test's end. */
async function agreed(t: TestContext, ...purposes: string[]) {
  const own = await openOwn(stage, pages, ...purposes);
  t.after(own.close);
  return own;
}

test('T-11, T-12, T-13: ten tabs opened at the same moment are one visitor, one visit and one reader of the page', async (t) => {
  const { visitor, page, site, events } = await agreed(t, 'statistics');
  await page.goto(`${site}/services`);
  // A window each: what lies behind another tab is not seen.
  const windows = await Promise.all(Array.from({ length: 10 }, () => visitor.context.newPage({ type: 'window' })));
  await Promise.all(windows.map((page) => page.goto(`${site}/page`)));
  const once = await until(
    'ten views are there',
    async () => {
      const views = events('view').filter(({ path }) => path === '/page');
      return views.length >= 10 && views;
    },
    30_000,
  );
  assert.deepEqual(
    once.map(({ nth }) => nth).sort((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(once.filter((view) => view.first).length, 1);
  assert.deepEqual(
    once.flatMap((view) => (view.new ? [view.new] : [])),
    ['period'],
  );
  assert.equal(once.filter(({ from }) => from).length, 9);
  assert.ok(once.every(({ nth, entry }) => nth < 3 === (entry !== undefined)));
});

test('T-10: two fresh browsers on the same road send the same, but for ids, ages, values and times, and nothing else about them', async (t) => {
  const roads: { told: string[]; vitals: string[] }[] = [];
  for (const _ of [1, 2]) {
    const own = await agreed(t, 'statistics', 'search');
    const { page, site, batches, events } = own;
    await page.goto(`${site}/`);
    await until('the view is there', async () => events('view').length === 1);
    await page.evaluate(`{
      history.pushState({}, '', '/doctors/aigul?q=кардиолог');
      kelisim.track('call', { place: 'header', floor: 2 });
      kelisim.search('терапевт', { results: 3 });
    }`);
    await until('it is all there', async () => events('view').length === 2 && events('event').length === 1);
    await until('its metrics are watched', () => isWatched(page));
    await page.goto(`${site}/page`);
    await until('so is the next page', async () => events('view').length === 3);
    await until('its metrics are watched', () => isWatched(page));
    await page.goto(`${site}/services`);
    await until('all of it is there', async () => events('leave').length >= 3 && events('search').length >= 2);
    for (const { id, ...batch } of batches()) {
      assert.match(id, /^[\w-]{22}$/);
      const known = ['v', 'site', 'purpose', 'policy', 'env', 'events'];
      assert.deepEqual(
        Object.keys(batch).filter((key) => !known.includes(key)),
        [],
        'no list of what else was granted',
      );
      assert.doesNotMatch(JSON.stringify(batch), /[A-Za-z0-9_-]{18,}/, 'nothing else looks like an identifier');
    }
    const told = (isVital: boolean) =>
      batches().flatMap(({ id: _, events, ...head }) =>
        events
          .filter(({ kind }) => (kind === 'vital') === isVital)
          .map((event) => {
            const {
              value: _,
              name,
              newName,
              ...rest
            } = {
              ...event,
              ageMinutes: 0,
              ...(event.engagedSeconds && { engagedSeconds: 0 }),
            };
            // Which metrics a page has to tell before it is left is a matter of time, and so is which are new there.
            return JSON.stringify({ ...head, ...rest, ...(!isVital && { name, newName }) });
          }),
      );
    roads.push({ told: told(false).sort(), vitals: [...new Set(told(true))].sort() });
    await own.close();
  }
  const [one, other] = roads;
  assert.ok((one?.told.length ?? 0) >= 9, one?.told.join('\n'));
  assert.deepEqual(one?.told, other?.told);
  assert.ok((one?.vitals.length ?? 0) >= 2, one?.vitals.join('\n'));
  assert.deepEqual(one?.vitals, other?.vitals);
});

test('T-15: no bundle contains what tells one device from another', () => {
  const dist = new URL('../../dist/', import.meta.url);
  for (const file of readdirSync(dist).filter((name) => name.endsWith('.js')))
    assert.doesNotMatch(
      readFileSync(new URL(file, dist), 'utf8'),
      /getHighEntropyValues|toDataURL|getImageData|measureText|WebGL|getContext\(|AudioContext|enumerateDevices|queryLocalFonts|document\.fonts|watchPosition|hardwareConcurrency|deviceMemory|getBattery|navigator\.plugins|RTCPeerConnection|colorDepth/i,
      file,
    );
});

test('T-16: after the browser’s own prompt only the nearest name leaves, once', async (t) => {
  const { visitor, page, site, batches, events, posts } = await agreed(t, 'location');
  await visitor.context.overridePermissions(site, ['geolocation']);
  await page.setGeolocation({ latitude: 43.3, longitude: 76.8 });
  for (const _ of [1, 2]) {
    await page.goto(`${site}/page`);
    assert.equal(await page.evaluate(() => (window as unknown as { kelisim: Api }).kelisim.place()), 'Алматы');
  }
  await until('the place is there', async () => events().length > 0);
  await page.goto(`${site}/services`);
  assert.deepEqual(
    batches().map(({ purpose, env, events }) => [purpose, env, events]),
    [['location', undefined, [{ kind: 'place', name: 'Алматы', ageMinutes: 0 }]]],
  );
  assert.doesNotMatch(posts.map(({ body }) => body).join(), /43\.|76\./);
});

test('T-16, T-12: a place that is posted while the storage still writes what was counted for it is not counted anew', async (t) => {
  const { visitor, page, site, events, posts } = await agreed(t, 'location');
  await visitor.context.overridePermissions(site, ['geolocation']);
  await page.setGeolocation({ latitude: 43.3, longitude: 76.8 });
  // A slow storage: a step that asks for no end finds none before its page goes away.
  await page.evaluateOnNewDocument(`{
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      const more = () => { try { this.get('slow').onsuccess = more; } catch { /* it has been asked to end */ } };
      const request = put.call(this, value, key);
      window.isWriting = true;
      more();
      return request;
    };
  }`);
  for (const _ of [1, 2]) {
    await page.goto(`${site}/page`);
    await page.evaluate(() => (window as unknown as { kelisim: Api }).kelisim.place());
    await page.waitForFunction('window.isWriting');
    await page.goto(`${site}/services`);
    await until('it has left', async () => events('place').length > 0);
    await still(() => posts.length);
  }
  assert.deepEqual(events('place'), [{ kind: 'place', name: 'Алматы', ageMinutes: 0 }]);
});

test('T-20, T-21: a vocabulary’s terms leave as numbers, the rest as "other" or as words, each alone, at page hide', async (t) => {
  for (const [path, typed, expected] of [
    ['/list', ['кулак ауруы', 'Кардиолог Алматы', 'редкая болезнь'], ['-1', '0', '2']],
    ['/auto', ['рентген', 'редкая болезнь', 'РЕНТ'], ['2', 'редкая болезнь']],
    ['/words', ['рентген', 'РЕНТ'], ['рент', 'рентген']],
    ['/off', ['кардиолог'], []],
  ] as const) {
    const { page, site, batches, events } = await agreed(t, 'search');
    await page.goto(site + path);
    for (const words of typed)
      await page.evaluate((words) => (window as unknown as { kelisim: Api }).kelisim.search(words), words);
    await page.waitForNetworkIdle({ idleTime: 700 });
    assert.deepEqual(events(), [], 'nothing leaves at once');
    await page.goto(`${site}/services`);
    await until('all have left', async () => events().length >= expected.length);
    assert.deepEqual(
      events()
        .map(({ term, words }) => words ?? String(term))
        .sort(),
      [...expected].sort(),
    );
    for (const { events, env } of batches()) assert.deepEqual([events.length, env], [1, undefined]);
  }
});

test('T-27: declared events with declared scalars, links that lead away by host, files by extension; nothing else, no exception', async (t) => {
  const { page, site, posts, ...own } = await agreed(t, 'statistics', 'search');
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(String(error)));
  await page.evaluateOnNewDocument(
    `addEventListener('click', (event) => event.target.closest?.('a') && event.preventDefault())`,
  );
  await page.goto(`${site}/`);
  await page.waitForNetworkIdle({ idleTime: 700 });
  await page.evaluate(`{
    const { track, search } = kelisim;
    track('call', { place: 'header +7 701 123 45 67', floor: 2, is: true, secret: 'x' });
    track('call', { place: { toString() { throw Error() } }, floor: NaN, is: null });
    track('call', { get place() { throw Error('read') } });
    track('call', new Proxy({}, { ownKeys() { throw Error('keys') } }));
    for (const name of ['undeclared', '__proto__', 'constructor', 'toString', '', Symbol('s'), null, undefined, 1, {}, Object.create(null)]) track(name);
    for (const props of [null, 1, 'text', [], () => 1, Symbol('p'), 10n]) track('call', props);
    for (const words of [null, 1, {}, Symbol('w'), '\\ud800', undefined, 'words']) search(words, { results: Symbol('r') });
    document.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  }`);
  for (const link of ['#away', '#file', '#mail']) await page.click(link);
  await page.goto(`${site}/services`);
  await until('the links are there', async () => own.events('event').some(({ name }) => name === 'download'));
  const events = own.events('event');
  assert.deepEqual(
    events.filter(({ name }) => name !== 'call').map(({ name, props }) => [name, props]),
    [
      ['outbound', { host: 'maps.example.org' }],
      ['download', { extension: 'pdf' }],
    ],
  );
  const calls = events.filter(({ name }) => name === 'call');
  assert.deepEqual(calls[0]?.props, { place: 'header [phone]', floor: 2, is: true });
  assert.ok(
    calls.slice(1).every(({ props }) => props === undefined),
    JSON.stringify(calls),
  );
  assert.deepEqual(thrown, []);
  await until('the collector has taken all of it', async () => posts.every(({ status }) => status === 204));
});

test('T-29: a goal once a visit with its entry, a step once a visit and in order', async (t) => {
  const { page, site, batches, events } = await agreed(t, 'statistics');
  await page.goto(`${site}/`);
  await until('it is measured', async () => events('view').length > 0);
  for (const path of ['/slots', '/doctors/aigul', '/doctors/bolat', '/slots', '/thanks', '/thanks?again'])
    await page.evaluate((path) => history.pushState({}, '', path), path);
  await page.evaluate(() => {
    const { kelisim } = window as unknown as { kelisim: Api };
    for (const name of ['booked', 'booked', 'call', 'call']) kelisim.track(name);
  });
  await page.goto(`${site}/`);
  await until('all of it is there', async () => events('goal').length >= 2 && events('step').length >= 3);
  assert.deepEqual(
    events('goal')
      .map(({ name, entry }) => [name, entry])
      .sort(),
    [
      ['booking', { path: '/' }],
      ['called', { path: '/' }],
    ],
  );
  // Each with what reached it: the first visit of /slots, before any doctor, is no step.
  assert.deepEqual(
    batches()
      .flatMap((batch) => batch.events.filter(({ kind }) => kind === 'step').map((step) => ({ step, batch })))
      .sort((a, b) => a.step.step - b.step.step)
      .map(({ step, batch }) => [step.funnel, step.step, batch.events.find(({ kind }) => kind === 'view')?.nth]),
    [
      ['booking', 1, 3],
      ['booking', 2, 5],
      ['booking', 3, undefined],
    ],
  );
});

test('T-29: up to ten steps, each once a visit, in their order', async (t) => {
  const { page, site, events } = await agreed(t, 'statistics');
  await page.goto(`${site}/ten`);
  await until('it is measured', async () => events('view').length === 1);
  for (const step of 'jihgfedcbaabccbadefghijabcdefghij')
    await page.evaluate((path) => history.pushState({}, '', path), `/ten/${step}`);
  await page.goto(`${site}/services`);
  await until('all of them are there', async () => events('step').length >= 10);
  assert.deepEqual(
    // Batches may overtake one another on their way.
    events('step')
      .sort((a, b) => a.step - b.step)
      .map(({ funnel, step }) => `${funnel} ${step}`),
    Array.from({ length: 10 }, (_, at) => `long ${at + 1}`),
  );
});
