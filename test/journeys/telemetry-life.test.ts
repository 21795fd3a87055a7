import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launchOptions } from '../support/engines/launch-options.js';
import { answer, eventsOf, page as html, remember } from '../support/measured.ts';
import { openStage, type Stage, until, type Visitor } from '../support/stage.ts';

const isChromium = !/^(firefox|webkit)/.test(process.env.ENGINES ?? '');

let stage: Stage;
let site: string;
/** A page that is left open from the first test to the last: what comes late is known only then. */
let slow: Visitor;
let slowFirst: number;

const tall = '<h1>Клиника</h1><div style="height: 3000px"></div>';

before(async () => {
  stage = await openStage();
  const { door } = stage;
  const plain = html(
    door,
    {},
    '<h1>Клиника</h1><a id="next" href="/next">дальше</a><a id="anchor" href="#x">якорь</a>',
  );
  const routes = { routes: ['/catalog?kind'] };
  site = await stage.serve({
    '/': plain,
    '/next': html(door),
    '/catalog': html(door, routes),
    '/app': html(door, { hashRoutes: true, sensitive: ['/hiv/*'] }),
    '/events': html(
      door,
      { events: { call: { props: ['place'] }, left: {} } },
      '<h1>Клиника</h1><a id="go" href="/next" data-kelisim-event="call">позвонить</a>',
    ),
    '/twice': `${plain}<script defer src="${door}/kelisim.js?again" data-site="localhost" data-policy="/policy" data-policy-version="2026-11-01"></script>`,
    '/tall': html(door, {}, tall),
    '/late': html(
      door,
      {},
      `<h1>Клиника</h1><button id="slow" style="height:60px">медленно</button><p id="below">ниже</p><div style="height:400px;background:#ccc"></div>
      <script>slow.onclick = () => { const end = performance.now() + 260; while (performance.now() < end); }</script>`,
    ),
    '/plant': `<script>document.cookie = '${answer('statistics')}'; location.href = '/prerender'</script>`,
    '/prerender': html(
      door,
      {},
      `<h1>Клиника</h1><a id="next" href="/shown">дальше</a><script type="speculationrules">{"prerender":[{"urls":["/shown"],"eagerness":"immediate"}]}</script>
      <script>setTimeout(() => document.querySelector('#next').click(), 4000)</script>`,
    ),
    '/shown': html(
      door,
      { events: { shown: { props: ['activation'] } } },
      `<h1>Клиника</h1><script>(window.kelisim ||= []).push(({ track }) => {
        track('shown', { activation: performance.getEntriesByType('navigation')[0].activationStart });
        setTimeout(() => { location.href = '/'; }, 3000);
      })</script>`,
    ),
  });
  slow = await agreed('statistics');
  slowFirst = stage.posts.length;
  await slow.page.goto(`${site}/late`);
  await seen(slowFirst, 1);
});
after(() => stage?.close());

async function agreed(...purposes: string[]): Promise<Visitor> {
  const visitor = await stage.visitor();
  await remember(visitor.page, ...purposes);
  return visitor;
}

const views = (first: number) => eventsOf(stage, first, 'view').map(({ path }) => path);
const seen = (first: number, count: number) =>
  until(`${count} views have left`, async () => views(first).length >= count && views(first));

for (const [name, hasNavigation] of [
  ['the Navigation API', true],
  ['history alone', false],
] as const)
  test(`T-05: load, pushState and back count, replaceState and an anchor do not, with ${name}`, async () => {
    const visitor = await agreed('statistics');
    const { page } = visitor;
    if (!hasNavigation)
      await page.evaluateOnNewDocument(() => Object.defineProperty(window, 'navigation', { value: undefined }));
    const first = stage.posts.length;
    await page.goto(`${site}/`);
    assert.deepEqual(await seen(first, 1), ['/']);
    await page.evaluate(() => history.replaceState({ again: true }, '', location.href));
    await page.click('#anchor');
    await page.evaluate(() => history.pushState({}, '', '/contacts?from=menu'));
    await seen(first, 2);
    await page.evaluate(() => history.back());
    await seen(first, 3);
    await page.goto(`${site}/catalog?kind=a`);
    await seen(first, 4);
    await page.evaluate(() => history.replaceState({}, '', '/catalog?kind=a&page=2'));
    await page.evaluate(() => history.replaceState({}, '', '/catalog?kind=b&page=2'));
    await seen(first, 5);
    await page.goto(`${site}/app#/doctors?q=secret`);
    await seen(first, 6);
    await page.evaluate(() => {
      location.hash = '#/contacts';
    });
    await seen(first, 7);
    await page.evaluate(() => {
      location.hash = '#/hiv/test';
    });
    assert.deepEqual(await seen(first, 8), [
      '/',
      '/contacts',
      '/',
      '/catalog',
      '/catalog',
      '/doctors',
      '/contacts',
      '/:sensitive',
    ]);
    await visitor.close();
  });

test('T-07: an event in the click that navigates, and one in pagehide, arrive; two tags are one view', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  const first = stage.posts.length;
  await page.goto(`${site}/events`);
  await seen(first, 1);
  await page.evaluate(() => {
    const { kelisim } = window as unknown as { kelisim: { track(name: string): void } };
    addEventListener('pagehide', () => kelisim.track('left'));
  });
  await until('the extras are there', () =>
    page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/extras-'))),
  );
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  await Promise.all([page.waitForNavigation(), page.click('#go')]);
  await until('both have arrived', async () => eventsOf(stage, first, 'event').length >= 2);
  assert.deepEqual(
    eventsOf(stage, first, 'event').map(({ name }) => name),
    ['call', 'left'],
  );
  await seen(first, 2);
  const again = stage.posts.length;
  await page.goto(`${site}/twice`);
  await seen(again, 1);
  await page.goto(`${site}/next`);
  assert.deepEqual(await seen(again, 2), ['/twice', '/next']);
  await visitor.close();
});

test('T-06: a page restored from the back/forward cache counts, and the widget keeps it eligible', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  const first = stage.posts.length;
  await page.goto(`${site}/`);
  await seen(first, 1);
  await page.evaluate(() => {
    (window as unknown as { kept: boolean }).kept = true;
  });
  // A page that is still loading something is kept by no browser; the metrics come when it is idle.
  await until('the metrics are watched', () =>
    page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/vitals-'))),
  );
  await page.waitForNetworkIdle({ idleTime: 500 });
  await page.evaluate(() => document.querySelector<HTMLElement>('#next')?.click());
  await seen(first, 2);
  await page.evaluate(() => history.back());
  await seen(first, 3);
  // The view is there before the driver knows that its page is another one.
  const { restored } = await until('the page answers', () =>
    page.evaluate(() => ({ restored: (window as unknown as { kept?: boolean }).kept })).catch(() => null),
  );
  const reasons = await page.evaluate(() => {
    const [load] = performance.getEntriesByType('navigation') as unknown as { notRestoredReasons?: object }[];
    return JSON.stringify(load?.notRestoredReasons ?? null);
  });
  assert.equal(restored, true, `it was not kept: ${reasons}`);
  assert.deepEqual(views(first), ['/', '/next', '/']);
  assert.equal(eventsOf(stage, first, 'view')[2]?.from, '/next');
  await visitor.close();
});

test('T-06: prerendered and not shown counts nothing; shown, once, timed from the activation', {
  skip: !isChromium,
}, async () => {
  // Chromium prerenders nothing while it is driven from outside: this one is started and left alone, and its pages go by
  // themselves from one to the next.
  const first = stage.posts.length;
  const profile = mkdtempSync(join(tmpdir(), 'kelisim-prerender-'));
  const { executablePath = '', args = [] } = await launchOptions('chromium');
  const child = spawn(
    executablePath,
    [...args, `--user-data-dir=${profile}`, '--remote-debugging-port=0', `${site}/plant`],
    {
      stdio: 'ignore',
    },
  );
  try {
    await until(
      'the metrics of the shown page are there',
      async () => eventsOf(stage, first, 'vital').some(({ path, name }) => path === '/shown' && name === 'CLS'),
      30_000,
    );
  } finally {
    child.kill();
    await once(child, 'exit');
    // Its children end a little later, and write until then.
    await rm(profile, { recursive: true, force: true, maxRetries: 30, retryDelay: 100 });
  }
  const [shown] = eventsOf(stage, first, 'event');
  assert.equal(shown?.name, 'shown');
  assert.ok(shown?.props.activation > 2000, `it lay ready for a while: ${JSON.stringify(shown)}`);
  assert.deepEqual(views(first).slice(0, 2), ['/prerender', '/shown']);
  assert.equal(views(first).filter((path) => path === '/shown').length, 1);
  for (const { name, value } of eventsOf(stage, first, 'vital').filter(({ path }) => path === '/shown'))
    assert.ok(value < shown?.props.activation, `${name} ${value} is counted from the activation`);
});

test('T-06: loaded behind another tab counts nothing until it is seen', async () => {
  const visitor = await agreed('statistics');
  const first = stage.posts.length;
  await visitor.page.goto(`${site}/`);
  await seen(first, 1);
  const hidden = await visitor.context.newPage({ background: true });
  await hidden.goto(`${site}/next`);
  await hidden.waitForFunction(() => document.documentElement.dataset.kelisimGranted);
  assert.equal(await hidden.evaluate(() => document.hidden), true);
  await hidden.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('/telemetry-')),
  );
  assert.deepEqual(views(first), ['/']);
  await hidden.bringToFront();
  assert.deepEqual(await seen(first, 2), ['/', '/next']);
  await visitor.close();
});

test('T-06: a tab that was discarded and comes back is one more view, and came from nowhere', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  await page.evaluateOnNewDocument(() => {
    Object.defineProperty(Document.prototype, 'wasDiscarded', { get: () => true });
  });
  const first = stage.posts.length;
  await page.goto(`${site}/next`, { referer: 'https://www.google.com/' });
  await seen(first, 1);
  assert.deepEqual(eventsOf(stage, first, 'view')[0]?.entry, { path: '/next' });
  await visitor.close();
});

test('T-08: engaged time is what was seen and focused, and scrolling the largest quarter, of the page as it has grown', async () => {
  const visitor = await agreed('statistics');
  const { page } = visitor;
  const first = stage.posts.length;
  await page.goto(`${site}/tall`);
  await seen(first, 1);
  const wait = (ms: number) => page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), ms);
  const start = Date.now();
  await wait(2000);
  await page.evaluate(() => scrollTo(0, 1500));
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await page.evaluate(() => {
    scrollTo(0, 0);
    document.body.append(Object.assign(document.createElement('div'), { style: 'height: 3000px' }));
  });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const engaged = (Date.now() - start) / 1000;
  // From here on it is another window that is used.
  // As text: what a test compiles carries names that the page does not know.
  await page.evaluate(
    `Object.defineProperty(document, 'hasFocus', { value: () => false }), dispatchEvent(new Event('blur'))`,
  );
  await wait(3000);
  await page.goto(`${site}/next`);
  await until('the leave has arrived', async () => eventsOf(stage, first, 'leave').length > 0);
  const [leave] = eventsOf(stage, first, 'leave');
  assert.equal(leave?.path, '/tall');
  assert.equal(leave?.scroll, 25, '2300 of 6000 pixels');
  assert.ok(Math.abs(leave?.engagedSeconds - engaged) <= 1.5, `${leave?.engagedSeconds} of ${engaged} s`);
  await visitor.close();
});

test('T-14, T-17: no title, query, fragment or exact time leaves; a sensitive page is only that', async () => {
  const visitor = await agreed('statistics', 'search');
  const { page } = visitor;
  const first = stage.posts.length;
  await page.goto(`${site}/app?secret=1#/hiv/test?q=secret`, { referer: 'https://hiv.example/secret' });
  await seen(first, 1);
  await page.evaluate(() => {
    const { kelisim } = window as unknown as { kelisim: { search(words: string): void } };
    kelisim.search('secret words');
  });
  await page.evaluate(() => {
    location.hash = '#/u/871008401427/secret.person@mail.ru';
  });
  await seen(first, 2);
  await page.goto(`${site}/`);
  await seen(first, 3);
  assert.deepEqual(views(first), ['/:sensitive', '/u/:id/:id', '/']);
  assert.deepEqual(eventsOf(stage, first, 'view')[0]?.entry, { path: '/:sensitive' });
  const bodies = stage.posts.slice(first).map(({ body }) => body);
  // A batch's random id may spell anything.
  for (const body of bodies) assert.doesNotMatch(body.replace(/"id":"[\w-]{22}"/, ''), /secret|hiv|Секрет|\d{9}/i);
  for (const { kind, ageMinutes, path } of eventsOf(stage, first)) {
    assert.ok(Number.isInteger(ageMinutes));
    assert.ok(kind === 'view' || path !== '/:sensitive', `${kind} of a sensitive page`);
  }
  await visitor.close();
});

test('T-09: a layout shift long after loading and a slow click before leaving are in', async () => {
  const { page } = slow;
  await page.bringToFront();
  await until('22 seconds have passed since the load', () => page.evaluate(() => performance.now() > 22_000), 40_000);
  await page.evaluate(() => {
    const pushed = Object.assign(document.createElement('div'), { style: 'height: 300px' });
    document.querySelector('#below')?.before(pushed);
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  await page.click('#slow');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  await page.goto(`${site}/next`);
  const late = () =>
    Object.fromEntries(
      eventsOf(stage, slowFirst, 'vital')
        .filter(({ path }) => path === '/late')
        .map(({ name, value }) => [name, value]),
    );
  // Firefox measures no layout shift. https://bugzilla.mozilla.org/show_bug.cgi?id=1651528
  const names = isChromium ? ['INP', 'LCP', 'FCP', 'TTFB', 'CLS'] : ['INP', 'LCP', 'FCP', 'TTFB'];
  await until('the late metrics have arrived', async () => names.every((name) => late()[name] !== undefined));
  assert.ok(late().INP >= 200, `INP ${late().INP}`);
  if (isChromium) assert.ok(late().CLS > 0.05, `CLS ${late().CLS}`);
  await slow.close();
});
