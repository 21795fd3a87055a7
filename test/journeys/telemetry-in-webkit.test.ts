import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Door, page as html, openDoor, type Seen, type SeenEvent } from '../support/measured.ts';
import { engine, openSite, type Site } from '../support/site.ts';
import { type Collector, startCollector, until } from '../support/stage.ts';
import { control, openWalker, type Walker } from '../support/walker.ts';

/** The built telemetry in WebKit before the real collector. Each visitor has a browser of their own. */
const skip = engine !== 'webkit';

let collector: Collector;
let door: Door;
let site: Site;
let walker: Walker;
before(async () => {
  if (!skip) collector = await startCollector();
});
afterEach(async () => {
  await walker?.close();
  site?.close();
  await door?.close();
});
after(() => collector?.stop());

/** A visitor on `path` who has not answered, with a door of their own. */
async function enter(path: string) {
  door = await openDoor(collector.url);
  const settings = { events: { call: { props: ['place'] } }, goals: { called: { event: 'call' } } };
  const body = `<h1>Клиника</h1><a id="next" href="/next?from=menu">дальше</a><button id="call" data-kelisim-event="call">звонок</button>
    <form action="/results" role="search"><input name="q"><button id="find">найти</button></form><div style="height: 3000px"></div>`;
  site = await openSite({
    '/': html(door.url, settings, body),
    '/next': html(door.url, settings),
    '/results': html(door.url, settings, '<h1>Ничего</h1><p data-kelisim-results="0"></p>'),
    '/bare': '<!doctype html><link rel="icon" href="data:,"><h1>Пусто</h1>',
  });
  walker = await openWalker();
  await walker.go(site.url + path);
  return walker;
}

/** WebDriver's own way to an address: what is there need not be a page with the widget. */
const leave = ({ ask }: Walker) => ask(`setTimeout(() => { location.href = '/bare' }) && 1`);
const events = (kind: string): SeenEvent[] => {
  const batches = new Map(door.posts.map(({ body }) => [(JSON.parse(body) as Seen).id, JSON.parse(body) as Seen]));
  return [...batches.values()].flatMap((batch) => batch.events.filter((event) => event.kind === kind));
};
const views = () => events('view').map(({ path, nth, from }) => [path, nth, from]);
const accept = async ({ ask, press }: Walker) => {
  assert.deepEqual(door.posts, [], 'nothing before a yes');
  await press(control('accept'));
  await until('the yes is obeyed', () =>
    ask<boolean>(`document.documentElement.dataset.kelisimGranted.includes('statistics')`),
  );
};

test('T-01, T-05, T-07, T-08, T-11, T-12: in WebKit views, their order, an event in a click and the leave arrive, each once', {
  skip,
}, async () => {
  const me = await enter('/');
  await me.ask(`(history.pushState({}, '', '/before'), history.pushState({}, '', '/'), 1)`);
  await accept(me);
  await until('the view is there', async () => views().length === 1);
  const [first] = events('view');
  assert.deepEqual([first?.path, first?.nth, first?.entry], ['/', 1, { path: '/' }]);
  assert.deepEqual(Object.keys(first?.first), ['on', 'day', 'week', 'month', 'ever', 'period', 'weeksSinceFirst']);
  await me.ask(`(history.replaceState({}, '', '/'), history.pushState({}, '', '/list?x=1#y'), 1)`);
  await until('the second is there', async () => views().length === 2);
  await me.ask('(history.back(), 1)');
  await until('the third is there', async () => views().length === 3);
  await me.press('#call');
  await until('the event is there', async () => events('event').length === 1);
  await me.ask(`(scrollTo(0, 1500), 1)`);
  await me.press('#next');
  await until('the next page’s view is there', async () => views().length === 4);
  assert.deepEqual(views(), [
    ['/', 1, undefined],
    ['/list', 2, '/'],
    ['/', 3, '/list'],
    ['/next', 4, '/'],
  ]);
  assert.equal(events('view').filter((view) => view.first).length, 1);
  assert.deepEqual(
    events('goal').map(({ name, entry }) => [name, entry]),
    [['called', { path: '/' }]],
  );
  await until('the pages before it were left', async () => events('leave').length >= 3);
  await me.go(`${site.url}/next`);
  await until('a reload is a view', async () => views().length === 5);
  await until('all is taken', async () => door.posts.every(({ status }) => status === 204));
});

test('T-18, T-20: in WebKit what was searched for leaves scrubbed and alone, at page hide', { skip }, async () => {
  const me = await enter('/');
  await accept(me);
  await until('the view is there', async () => views().length === 1);
  await me.ask(`(find('[name=q]').value = 'Кардиолог +7 701 123 45 67', 1)`);
  await me.press('#find');
  await until('it is found', () => me.ask<boolean>(`location.pathname === '/results'`));
  await until('the words have settled', () =>
    me.ask<boolean>(`new Promise((resolve) => {
      const opening = indexedDB.open('kelisim');
      opening.onsuccess = () => {
        const got = opening.result.transaction('keyval').objectStore('keyval').get('telemetry:search');
        got.onsuccess = () => { opening.result.close(); resolve(got.result?.outbox.length === 1); };
      };
    })`),
  );
  assert.deepEqual(events('search'), []);
  await leave(me);
  await until('the search is there', async () => events('search').length === 1);
  assert.deepEqual(events('search'), [{ kind: 'search', words: 'кардиолог [phone]', results: 'none', ageMinutes: 0 }]);
  for (const { body } of door.posts) assert.doesNotMatch(body, /701/);
  await until('all is taken', async () => door.posts.every(({ status }) => status === 204));
});

test('T-22: in WebKit what the collector did not hear arrives on the next page, once', { skip }, async () => {
  const me = await enter('/');
  await accept(me);
  await until('the view is there', async () => views().length === 1);
  door.mood = 'lose the answer';
  await me.ask(`(history.pushState({}, '', '/lost'), 1)`);
  await until('it was posted', async () => views().length === 2);
  door.mood = 'refuse to listen';
  await me.ask(`(history.pushState({}, '', '/unheard'), 1)`);
  await until('it was posted', async () => views().length === 3);
  door.mood = 'through';
  await me.go(`${site.url}/next`);
  await until('all has been heard', async () =>
    ['/lost', '/unheard', '/next'].every((path) =>
      door.posts.some(({ body, status }) => status === 204 && body.includes(`"path":"${path}"`)),
    ),
  );
  assert.deepEqual(
    views().map(([path]) => path),
    ['/', '/lost', '/unheard', '/next'],
  );
});

test('T-03: in WebKit nothing leaves after a withdrawal, and nothing lies on the device', { skip }, async () => {
  const me = await enter('/');
  await accept(me);
  await until('the view is there', async () => views().length === 1);
  door.mood = 'refuse to listen';
  await me.ask(`(history.pushState({}, '', '/queued'), 1)`);
  await until('it waits', async () => views().length === 2);
  await me.ask('kelisim.withdraw().then(() => 1)');
  await until('it is withdrawn', async () => (await me.granted()) === 'necessary');
  door.mood = 'through';
  const before = door.posts.length;
  await me.ask(`(history.pushState({}, '', '/after'), dispatchEvent(new Event('online')), 1)`);
  await me.go(`${site.url}/next`);
  await me.ask('new Promise((resolve) => setTimeout(resolve, 1500, 1))'); // time in which something could leave
  assert.deepEqual(door.posts.slice(before), []);
  const left = await me.ask<string[]>(`new Promise((resolve) => {
    const opening = indexedDB.open('kelisim');
    opening.onsuccess = () => {
      const all = opening.result.transaction('keyval').objectStore('keyval').getAllKeys();
      all.onsuccess = () => { opening.result.close(); resolve(all.result); };
    };
  })`);
  assert.deepEqual(
    left.filter((key) => key.startsWith('telemetry')),
    [],
  );
});
