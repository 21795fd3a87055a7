import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { type Door, page as html, openDoor, remember, type Seen, type SeenEvent } from '../support/measured.ts';
import { openStage, type Stage, settled, still, until, type Visitor } from '../support/stage.ts';

const day = 86_400_000;

let stage: Stage;
let door: Door;
let site: string;

before(async () => {
  stage = await openStage();
});
after(async () => {
  await stage?.close();
  await door?.close();
});

/**
 * A visitor who said yes earlier, with a site and a door of their own: what the closing browser of the one before still
 * posts, in Firefox seconds later, must not be taken for theirs.
 */
async function agreed(...purposes: string[]): Promise<Visitor> {
  await door?.close();
  door = await openDoor(stage.collector.url);
  const settings = { events: { call: {} } };
  site = await stage.serve({ '/': html(door.url, settings), '/next': html(door.url, settings), '/bare': '<h1>x</h1>' });
  const visitor = await stage.visitor();
  await remember(visitor.page, ...purposes);
  return visitor;
}

/** What the collector has committed, each batch once however often it came, and the events of one kind. */
const arrived = (kind = 'view', isLost = false): SeenEvent[] => {
  const committed = door.posts.filter(({ status }) => status === 204 || (isLost && status === 0));
  const batches = new Map(committed.map(({ body }) => [(JSON.parse(body) as Seen).id, JSON.parse(body) as Seen]));
  return [...batches.values()].flatMap(({ events }) => events).filter((event) => event.kind === kind);
};
const paths = () => arrived().map(({ path }) => path);
const push = (page: Page, path: string) => page.evaluate((path) => history.pushState({}, '', path), path);
/** Leaves and closes a tab while the door is shut: a closing page posts once more, and that too must meet the shut door. */
async function closeUnheard(page: Page) {
  const before = door.posts.length;
  await page.goto(`${site}/bare`);
  await until('its last words are refused', async () =>
    door.posts.slice(before).some(({ body }) => body.includes('"leave"')),
  );
  await still(() => door.posts.length);
  await page.close();
}
const posted = (count: number) => until(`${count} posts`, async () => door.posts.length >= count);
/** How many batches lie in the outbox. As text: what a test compiles carries names that the page does not know. */
const lying = (purpose: string) => `new Promise((resolve) => {
  const opening = indexedDB.open('kelisim');
  // Where nothing lies yet the database is not to be made by looking.
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => resolve(0);
  opening.onsuccess = () => {
    const all = opening.result.transaction('keyval').objectStore('keyval').getAll(
      IDBKeyRange.bound('telemetry:${purpose}', 'telemetry:${purpose}~'));
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.reduce((sum, { outbox }) => sum + outbox.length, 0));
    };
  };
})`;
const waiting = (page: Page, purpose = 'statistics') => page.evaluate(lying(purpose)) as Promise<number>;

test('T-26: a plain view is one request of at most 420 bytes, without a preflight', async () => {
  const visitor = await agreed('statistics');
  await visitor.page.goto(`${site}/`);
  await posted(1);
  await visitor.page.goto(`${site}/next`);
  await until('the second view is there', async () => paths().length === 2);
  for (const post of door.posts) {
    assert.equal(post.method, 'POST');
    assert.match(String(post.headers['content-type']), /^text\/plain/);
    assert.equal(post.headers.cookie, undefined, 'no cookie goes along');
    assert.doesNotMatch(String(post.headers.referer ?? ''), /next/, 'nor the address of the page');
    const isView = (JSON.parse(post.body) as Seen).events.every(({ kind }) => kind === 'view');
    if (isView) assert.ok(Buffer.byteLength(post.body) <= 420, `${Buffer.byteLength(post.body)} bytes: ${post.body}`);
  }
  await visitor.close();
});

test('T-22: offline for a moment, each view arrives once, when the browser is online', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.goto(`${site}/`);
  await until('the first view is there', async () => paths().length === 1);
  door.mood = 'refuse to listen';
  await push(page, '/a');
  await push(page, '/b');
  await until('both wait', async () => (await waiting(page)) === 2);
  door.mood = 'through';
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await until('both have arrived', async () => paths().length === 3);
  assert.deepEqual(paths().toSorted(), ['/', '/a', '/b'], 'in whatever order');
  await visitor.close();
});

test('T-22: offline, the tab closed, the site visited three days later: it arrives then, three days old', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.goto(`${site}/`);
  await until('the first view is there', async () => paths().length === 1);
  door.mood = 'refuse to listen';
  await push(page, '/slots');
  await until('it waits', async () => (await waiting(page)) === 1);
  await closeUnheard(page);
  const later = await visitor.context.newPage();
  door.mood = 'through';
  await later.evaluateOnNewDocument((ms) => {
    const { now } = Date;
    Date.now = () => now() + ms;
  }, 3 * day);
  await later.goto(`${site}/next`);
  await until('both are there', async () => paths().includes('/slots') && paths().includes('/next'));
  const [old] = arrived().filter(({ path }) => path === '/slots');
  assert.equal(Math.floor((old?.ageMinutes ?? 0) / 1440), 3);
  assert.equal(paths().filter((path) => path === '/slots').length, 1);
  await visitor.close();
});

test('T-22: older than seven days it is dropped, and the next batch says so', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.goto(`${site}/`);
  await until('the first view is there', async () => paths().length === 1);
  door.mood = 'refuse to listen';
  await push(page, '/old');
  await until('it waits', async () => (await waiting(page)) === 1);
  await closeUnheard(page);
  const later = await visitor.context.newPage();
  door.mood = 'through';
  await later.evaluateOnNewDocument((ms) => {
    const { now } = Date;
    Date.now = () => now() + ms;
  }, 8 * day);
  await later.goto(`${site}/next`);
  await until('the new view is there', async () => paths().includes('/next'));
  await push(later, '/more');
  await until('the next one too', async () => paths().includes('/more'));
  const said = () => door.posts.map(({ body }) => (JSON.parse(body) as Seen).dropped?.expired ?? 0);
  // Where '/more' was packed before the old one was looked at, the batch after it tells.
  await push(later, '/yet-more');
  await until('a batch says what was dropped', async () => said().some((count) => count >= 1));
  assert.ok(!paths().includes('/old'));
  await visitor.close();
});

test('T-22: an answer lost after the commit: posted again under the same id', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  door.mood = 'lose the answer';
  await page.goto(`${site}/`);
  await posted(1);
  await until('it waits', async () => (await waiting(page)) === 1);
  door.mood = 'through';
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await until('it has been acknowledged', async () => paths().length === 1);
  const views = door.posts
    .map(({ body }) => JSON.parse(body) as Seen)
    .filter(({ events }) => events.some(({ kind }) => kind === 'view'));
  assert.ok(views.length >= 2);
  assert.equal(new Set(views.map(({ id }) => id)).size, 1);
  await visitor.close();
});

for (const status of [500, 503, 429])
  test(`T-22: a collector that answers ${status} is asked again${status === 500 ? '' : ', not before Retry-After'}`, async () => {
    const visitor = await agreed('statistics');
    const { page } = visitor;
    door.mood = { status, headers: status === 500 ? {} : { 'retry-after': '4' } };
    await page.goto(`${site}/`);
    await posted(1);
    const refusedAt = Date.now();
    door.mood = 'through';
    if (status !== 500) await page.evaluate(() => dispatchEvent(new Event('online')));
    await until('it has arrived', async () => paths().length === 1);
    if (status !== 500) assert.ok(Date.now() - refusedAt >= 3500, `after ${Date.now() - refusedAt} ms`);
    await visitor.close();
  });

for (const status of [400, 403, 409, 413])
  test(`T-23: ${status} is final: dropped, counted, one warning for the owner`, async () => {
    const visitor = await agreed('statistics');
    const { page } = visitor;
    const warnings: string[] = [];
    page.on('console', (line) => line.type() === 'warn' && warnings.push(line.text()));
    door.mood = { status };
    await page.goto(`${site}/`);
    await posted(1);
    await until('nothing waits', async () => (await waiting(page)) === 0);
    await push(page, '/a');
    await posted(2);
    await until('nothing waits', async () => (await waiting(page)) === 0);
    door.mood = 'through';
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await push(page, '/b');
    await until('the next is taken', async () => paths().length > 0);
    assert.deepEqual(paths(), ['/b']);
    const batches = door.posts.map(({ body }) => JSON.parse(body) as Seen);
    assert.equal(batches.find(({ events }) => events.some(({ path }) => path === '/a'))?.dropped?.rejected, 1);
    assert.deepEqual(
      warnings.filter((line) => line.startsWith('kelisim')),
      [`kelisim: the collector refuses (${status})`],
    );
    await visitor.close();
  });

test('T-02: each purpose opens its own events and nothing else; the collector refuses what it does not cover', async () => {
  for (const [purpose, kinds] of [
    ['statistics', ['event', 'leave', 'view', 'vital']],
    ['search', ['search']],
  ] as const) {
    const visitor = await agreed(purpose);
    await visitor.page.goto(`${site}/?q=кардиолог`);
    await visitor.page.evaluate(() => {
      const { kelisim } = window as unknown as { kelisim: { track(name: string): void; search(words: string): void } };
      kelisim.track('call');
      kelisim.search('терапевт');
    });
    if (purpose === 'statistics') await until('an event is there', async () => arrived('event').length > 0);
    else await until('the words lie ready', async () => (await waiting(visitor.page, 'search')) === 1);
    await visitor.page.goto(`${site}/bare`);
    await until('something has arrived', async () => door.posts.some(({ status }) => status === 204));
    for (const { body } of door.posts) {
      const batch = JSON.parse(body) as Seen;
      assert.equal(batch.purpose, purpose);
      for (const { kind } of batch.events) assert.ok((kinds as readonly string[]).includes(kind), `${kind}`);
    }
    await visitor.close();
  }
  const [sample] = door.posts;
  const batch = { ...JSON.parse(sample?.body ?? '{}'), id: 'a'.repeat(22), purpose: 'statistics' };
  const answer = await fetch(`${stage.collector.url}/v1/batches`, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain',
      origin: site,
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0',
    },
    body: JSON.stringify(batch),
  });
  assert.equal(answer.status, 409);
});

test('T-03: withdrawn while offline with five events queued: none ever arrives, and the other tab stops at once', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.goto(`${site}/`);
  await until('the first view is there', async () => paths().length === 1);
  const other = await visitor.context.newPage();
  await remember(other, 'statistics');
  await other.goto(`${site}/next`);
  await until('the second view is there', async () => paths().length === 2);
  await page.bringToFront();
  door.mood = 'refuse to listen';
  for (const path of ['/a', '/b', '/c', '/d', '/e']) await push(page, path);
  await until('five wait', async () => (await waiting(page)) >= 5);
  await until('each was refused', async () =>
    ['/a', '/b', '/c', '/d', '/e'].every((path) => door.posts.some(({ body }) => body.includes(`"path":"${path}"`))),
  );
  // By the tabs' own clocks: the driver of a busy machine takes seconds to ask.
  await other.evaluate(
    `new MutationObserver(() => { window.stopped ??= kelisim.isGranted('statistics') ? undefined : Date.now() })
      .observe(document.documentElement, { attributeFilter: ['data-kelisim-granted'] })`,
  );
  const withdrawn = (await page.evaluate(`{ const at = Date.now(); kelisim.withdraw(); at; }`)) as number;
  const stopped = await until('the other tab stops', () => other.evaluate('window.stopped') as Promise<number>);
  assert.ok(stopped - withdrawn < 1000, `after ${stopped - withdrawn} ms`);
  await until('nothing lies there', async () => (await waiting(page)) === 0);
  door.mood = 'through';
  const before = door.posts.length;
  await push(other, '/after');
  for (const tab of [page, other]) await tab.evaluate(() => dispatchEvent(new Event('online')));
  await page.goto(`${site}/next`);
  // Time in which something could leave; the driver still waits for what the page before had under way.
  await new Promise((done) => setTimeout(done, 1500));
  assert.deepEqual(
    door.posts.slice(before).map(({ body }) => body),
    [],
  );
  await visitor.close();
});

for (const [signal, plant] of [
  ['GPC', `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })`],
  ['DNT', `Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' })`],
  ['cookies off', `Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false })`],
] as const)
  test(`T-04: ${signal}: nothing is measured, even with an old yes stored`, async () => {
    const visitor = await agreed('statistics', 'search');
    await visitor.page.evaluateOnNewDocument(plant);
    await visitor.page.goto(`${site}/?q=узи`);
    await visitor.page.evaluate(() => history.pushState({}, '', '/a'));
    await visitor.page.goto(`${site}/next`);
    await settled(visitor.page);
    assert.deepEqual(door.posts, []);
    assert.deepEqual(
      visitor.requests
        .filter((request) => /returning|telemetry|extras|vitals/.test(request.url()))
        .map((request) => request.url()),
      [],
    );
    await visitor.close();
  });

test('T-25: with the storage blocked, full or broken the page lives on, and what it sees is still counted', async () => {
  for (const plant of [
    `IDBFactory.prototype.open = () => { throw new DOMException('blocked', 'SecurityError') }`,
    `IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }`,
    `Object.defineProperty(window, 'indexedDB', { value: undefined })`,
    `Object.defineProperty(navigator, 'locks', { get() { throw new DOMException('no', 'SecurityError') } })`,
  ]) {
    const visitor = await agreed('statistics');
    await visitor.page.evaluateOnNewDocument(plant);
    await visitor.page.evaluateOnNewDocument(
      `addEventListener('unhandledrejection', ({ reason }) => console.error(String(reason)))`,
    );
    await visitor.page.goto(`${site}/`);
    await posted(1);
    await push(visitor.page, '/a');
    await until('both are there', async () => paths().length === 2);
    assert.deepEqual(paths(), ['/', '/a'], plant);
    if (!plant.includes('locks'))
      for (const view of arrived())
        assert.deepEqual([view.nth, view.first, view.new], [0, undefined, undefined], plant);
    assert.deepEqual(visitor.errors, [], plant);
    await visitor.close();
  }
});

test('T-25: at page hide at most 60 KiB leave; the rest waits for the next visit', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.goto(`${site}/`);
  await until('the first view is there', async () => paths().length === 1);
  door.mood = { status: 503, headers: { 'retry-after': '1' } };
  for (let at = 0; at < 120; at++) await push(page, `/${'long-'.repeat(36)}${at}`);
  await until('they wait', async () => (await waiting(page)) >= 120);
  const before = door.posts.length;
  await page.goto(`${site}/bare`);
  await still(() => door.posts.length);
  const bytes = door.posts.slice(before).reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  assert.ok(bytes > 10_000 && bytes <= 60 * 1024, `${bytes} bytes`);
  door.mood = 'through';
  await new Promise((resolve) => setTimeout(resolve, 1100)); // the collector asked for a second
  await page.goto(`${site}/next`);
  await until('all have arrived', async () => new Set(paths()).size === 122, 30_000);
  await visitor.close();
});

test('T-25: the outbox holds 500 events; the oldest go first, and are counted', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.goto(`${site}/`);
  await until('the first view is there', async () => paths().length === 1);
  door.mood = { status: 503, headers: { 'retry-after': '600' } };
  for (let from = 0; from < 510; from += 30)
    await page.evaluate(async (from) => {
      for (let at = from; at < from + 30; at++) {
        history.pushState({}, '', `/p/${[...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`);
        await new Promise((resolve) => setTimeout(resolve));
      }
    }, from);
  const kept = (await until('all of it is counted or lies there', () =>
    page.evaluate(`new Promise((resolve) => {
      const opening = indexedDB.open('kelisim');
      opening.onsuccess = () => {
        const got = opening.result.transaction('keyval').objectStore('keyval').get('telemetry:statistics');
        got.onsuccess = () => {
          opening.result.close();
          const { outbox, dropped } = got.result;
          const events = outbox.flatMap((batch) => batch.events);
          const full = outbox.reduce((sum, { head }) => sum + (head.dropped?.full ?? 0), dropped?.full ?? 0);
          resolve(events.some(({ path }) => path === '/p/faj') && { events: events.length, full, oldest: events[0].path });
        };
      };
    })`),
  )) as { events: number; full: number; oldest: string };
  assert.equal(kept.events, 500);
  assert.ok(kept.full >= 10, `${kept.full} are counted`);
  assert.notEqual(kept.oldest, '/p/a');
  await visitor.close();
});

test('T-24: two tabs with the same queue, with Web Locks or without: no loss, no double', async () => {
  for (const plant of ['', `Object.defineProperty(navigator, 'locks', { value: undefined })`]) {
    const visitor = await agreed('statistics');
    await visitor.page.evaluateOnNewDocument(plant);
    await visitor.page.goto(`${site}/`);
    await until('the first view is there', async () => paths().length === 1);
    door.mood = 'refuse to listen';
    for (const path of ['/a', '/b', '/c']) await push(visitor.page, path);
    await until('three wait', async () => (await waiting(visitor.page)) >= 3);
    await visitor.page.goto(`${site}/bare`);
    door.mood = 'through';
    const tabs = await Promise.all(
      [0, 1, 2].map(async () => {
        const tab = await visitor.context.newPage();
        await tab.evaluateOnNewDocument(plant);
        return tab;
      }),
    );
    await Promise.all(tabs.map((tab) => tab.goto(`${site}/next`)));
    await until('all have arrived', async () => ['/a', '/b', '/c'].every((path) => paths().includes(path)));
    for (const path of ['/a', '/b', '/c']) assert.equal(paths().filter((one) => one === path).length, 1, path);
    await visitor.close();
  }
});
